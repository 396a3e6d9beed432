using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

[assembly: AssemblyFixture(typeof(Community.Sdk.Tests.Npm))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Community.Sdk.Tests;

/// <summary>The folder sdk/typescript with its packages installed, and the programs that run there.</summary>
public sealed class Npm : IAsyncLifetime
{
    private const int Oldest = 20;
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);
    private int _major;

    /// <summary>sdk/typescript.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "sdk", "typescript");

    /// <summary>
    /// Installs the packages of package-lock.json, once for each state of it. A half installed folder is installed again.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        var (_, version) = await RunAsync(InstallLimit, "node", ["--version"]);
        _major = int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        if (_major < Oldest)
        {
            return;
        }

        var expected = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        var mark = Path.Combine(Folder, "node_modules", ".installed");
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == expected)
        {
            return;
        }

        // Not "ci": it requires an entry for each platform's build of the linter, even for builds that a registry does not have.
        var (exit, output) = await RunAsync(InstallLimit, "npm", ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]);
        exit.ShouldBe(0, "npm did not install the packages of sdk/typescript (is there a registry that npm can reach?):\n" + output);
        await File.WriteAllTextAsync(mark, expected);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Skips the test if Node.js is too old for the SDK and its tools, like Debian 12's own.</summary>
    internal void RequireNode() =>
        Assert.SkipWhen(_major < Oldest, $"The SDK for TypeScript needs Node.js {Oldest} or newer; this is {_major}.");

    /// <summary>Runs a script of package.json; its output is in the failure.</summary>
    internal async Task RunScriptAsync(string script, TimeSpan limit, params (string Name, string Value)[] environment)
    {
        RequireNode();
        var (exit, output) = await RunAsync(limit, "npm", ["run", "--silent", script], environment);
        exit.ShouldBe(0, output);
    }

    private static async Task<(int Exit, string Output)> RunAsync(
        TimeSpan limit,
        string program,
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var end = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(end.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within {limit}.\n{await output}{await errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"'{start.FileName}' is not installed: the SDK for TypeScript needs Node.js 20 or newer, which has npm.",
                missing
            );
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
