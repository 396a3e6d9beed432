using System.ComponentModel;
using System.Diagnostics;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests;

/// <summary>The sandbox, driven by Stripe's own package for Node.js: node/check.mjs.</summary>
public sealed class NodeTests
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");

    [Fact]
    public async Task StripesOwnPackageWorksWithIt()
    {
        await InstallAsync();
        using var node = Start("node", ["--test-reporter=tap", "check.mjs"]);
        var errors = node.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(CheckLimit);
        try
        {
            var output = "";
            const string Prefix = "webhooks: ";
            while (await node.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output += line + "\n";
                if (line.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    await using var sandbox = await SandboxProcess.StartAsync(("WebhookUrl", line[Prefix.Length..]));
                    await node.StandardInput.WriteLineAsync(sandbox.Address);
                    node.StandardInput.Close();
                    output += await node.StandardOutput.ReadToEndAsync(limit.Token);
                }
            }

            await node.WaitForExitAsync(limit.Token);
            node.ExitCode.ShouldBe(0, output + await errors);
            output.ShouldContain("# pass 9");
            output.ShouldContain("# fail 0");
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void TheLockFileNamesNoHost()
    {
        File.ReadAllText(Path.Combine(Folder, "package-lock.json")).ShouldNotContain("://");
        File.ReadAllText(Path.Combine(Folder, ".npmrc")).ShouldContain("omit-lockfile-registry-resolved=true");
    }

    // Once for each state of the lock file; a half installed folder is installed again.
    private static async Task InstallAsync()
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        var mark = Path.Combine(Folder, "node_modules", ".installed");
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == wanted)
        {
            return;
        }

        using var npm = Start("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = npm.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(InstallLimit);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        finally
        {
            npm.Kill(entireProcessTree: true);
        }

        npm.ExitCode.ShouldBe(
            0,
            "npm ci did not install the package stripe (is there a registry that npm can reach?):\n" + await output + await errors
        );
        await File.WriteAllTextAsync(mark, wanted);
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["SECRET_KEY"] = SandboxProcess.SecretKey;
        start.Environment["WEBHOOK_SECRET"] = SandboxProcess.WebhookSecret;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"'{program}' is not installed: this test drives the sandbox by Stripe's package for Node.js. Install Node.js 20 or newer, which has npm.",
                missing
            );
        }
    }
}
