using System.Diagnostics;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>Seeds of <c>./community chaos</c> whose run was broken once, each tried again for a minute, on a fleet of its own.</summary>
public sealed class ChaosSeedTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Seeds =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "tests/churn/seeds"), "*.json").Select(file => Path.GetFileName(file)).Order()];

    /// <summary>A checker that finds nothing wrong in any history would let each run hold.</summary>
    [Fact]
    public async Task TheCheckersRefuseTheHistoriesThatBreakAPromise()
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", ["--test", "tests/churn/chaos/"])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var output = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, string.Join('\n', output));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task ASeedThatWasBrokenHolds(string seed)
    {
        Assert.SkipUnless(FullRun.IsOn, FullRun.Needed);
        Assert.SkipWhen(SharedFleet.IsOneProcess, SharedFleet.NoneStopsAlone);
        var folder = Directory.CreateTempSubdirectory("community-chaos-");
        var start = new ProcessStartInfo(
            "node",
            [
                "tests/churn/chaos.mjs",
                "--replay",
                $"tests/churn/seeds/{seed}",
                "--app-host",
                Path.Combine(
                    Root,
                    "AppHost",
                    "bin",
                    AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
                    "net10.0/Community.AppHost"
                ),
                "--output",
                Path.Combine(folder.FullName, "report"),
            ]
        )
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var chaos = Process.Start(start)!;
        var output = await Task.WhenAll(chaos.StandardOutput.ReadToEndAsync(), chaos.StandardError.ReadToEndAsync());
        await chaos.WaitForExitAsync();

        chaos.ExitCode.ShouldBe(0, $"{string.Join('\n', output)}\nIts report and logs are in {folder.FullName}");

        folder.Delete(recursive: true);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
