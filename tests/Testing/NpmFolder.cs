using System.ComponentModel;
using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Community.Testing;

/// <summary>A folder of the repository that npm knows, with its packages installed, and the programs that run there.</summary>
/// <param name="oldest">The oldest Node.js that its tools take.</param>
/// <param name="folder">The folder, part by part.</param>
public abstract class NpmFolder(Version oldest, params string[] folder) : IAsyncLifetime
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LastMessages = TimeSpan.FromSeconds(3);
    private Version _version = new();

    /// <summary>The whole path.</summary>
    public string Folder { get; } = Path.Combine([RepositoryRoot(), .. folder]);

    /// <summary>
    /// Installs the packages of package-lock.json, once for each state of it. A half installed folder is installed again.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        var (_, version) = await RunAsync(InstallLimit, "node", ["--version"]);
        _version = Version.Parse(version.Trim().TrimStart('v'));
        if (TooOld is not null)
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
        exit.ShouldBe(0, $"npm did not install the packages of {Folder} (is there a registry that npm can reach?):\n" + output);
        await File.WriteAllTextAsync(mark, expected);
    }

    /// <summary>Why no program runs here: Node.js is too old, as Debian 12's own is. Null: it is not.</summary>
    public string? TooOld => _version < oldest ? $"{folder[0]} needs Node.js {oldest} or newer; this is {_version}." : null;

    /// <summary>Runs a script of package.json; its output is in the failure.</summary>
    public async Task RunScriptAsync(string script, TimeSpan limit, params (string Name, string Value)[] environment)
    {
        var (exit, output) = await RunAsync(limit, "npm", ["run", "--silent", script], environment);
        exit.ShouldBe(0, output);
    }

    /// <summary>
    /// Waits a moment. xUnit's runner takes a test process that ends before its last messages are read for one that crashed, if the
    /// message before them is more than a minute old. The last test of such a folder takes minutes, and its result was lost once.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Task.Delay(LastMessages);
    }

    private async Task<(int Exit, string Output)> RunAsync(
        TimeSpan limit,
        string program,
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
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
        process.StandardInput.Close();
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
            throw new InvalidOperationException($"'{start.FileName}' is not installed: Node.js 20.19 or newer has npm.", missing);
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
