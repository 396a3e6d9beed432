using System.ComponentModel;
using System.Diagnostics;

namespace Community.Messaging.Tests.Realtime;

/// <summary>The hub, driven by Microsoft's own client for JavaScript: node/check.mjs.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class MicrosoftClientTests(MessagingApplication app)
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromMinutes(1);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Realtime", "node");

    [Fact]
    public async Task ItConnectsSendsReceivesReconnectsAndResumes()
    {
        await InstallAsync();
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);

        var (exit, output) = await RunAsync(
            CheckLimit,
            "node",
            ["--experimental-websocket", "check.mjs"],
            ("ADDRESS", app.Address().AbsoluteUri),
            ("OTHER_ADDRESS", app.Address(another).AbsoluteUri),
            ("TOKEN", app.Identity.TokenFor(people[0])),
            ("OTHER_TOKEN", app.Identity.TokenFor(people[1])),
            ("THREAD", thread.ToString())
        );

        exit.ShouldBe(0, output);
        output.ShouldContain("all is well");
    }

    [Fact]
    public void TheLockFileNamesNoHost() => File.ReadAllText(Path.Combine(Folder, "package-lock.json")).ShouldNotContain("://");

    // Once for each state of the lock file; a half installed folder is installed again.
    private static async Task InstallAsync()
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        var mark = Path.Combine(Folder, "node_modules", ".installed");
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == wanted)
        {
            return;
        }

        var (exit, output) = await RunAsync(InstallLimit, "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        exit.ShouldBe(0, "npm ci did not install @microsoft/signalr (is there a registry that npm can reach?):\n" + output);
        await File.WriteAllTextAsync(mark, wanted);
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
                $"'{start.FileName}' is not installed: this test drives the hub by Microsoft's client for JavaScript. Install Node.js 20 or newer, which has npm.",
                missing
            );
        }
    }
}
