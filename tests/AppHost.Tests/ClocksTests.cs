using System.Globalization;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>The clocks of <c>up --clocks</c>: the clock of a running program jumps, and only its clock.</summary>
public sealed class ClocksTests : IAsyncLifetime
{
    private const string SayTheTime = "while :; do date +%s; sleep 0.2; done";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("community-clocks-");
    private readonly Guardian _guardian = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Clocks.FindLibrary() is not null, "Please install: libfaketime");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _guardian.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task TheClockOfARunningProgramJumpsAndComesBack(int seconds)
    {
        var clocks = new Clocks(_folder.FullName, Clocks.FindLibrary()!);
        long shop = 0;
        long bank = 0;
        await using var one = Start(clocks, "shop", time => shop = time);
        await using var other = Start(clocks, "bank", time => bank = time);
        await Poll.UntilAsync(() => IsAhead(shop, 0) && IsAhead(bank, 0));

        clocks.Set("shop", TimeSpan.FromSeconds(seconds));
        await Poll.UntilAsync(() => IsAhead(shop, seconds));
        IsAhead(bank, 0).ShouldBeTrue();

        // It is started again, as after a kill.
        long again = 0;
        await using var restarted = Start(clocks, "shop", time => again = time);
        await Poll.UntilAsync(() => again != 0);
        IsAhead(again, seconds).ShouldBeTrue();

        clocks.Set("shop", TimeSpan.Zero);
        await Poll.UntilAsync(() => IsAhead(shop, 0));
    }

    // Half an hour is more than any machine is late, and less than a jump.
    private static bool IsAhead(long time, int seconds) =>
        Math.Abs(time - seconds - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) < 1800;

    private ChildProcess Start(Clocks clocks, string name, Action<long> onTime) =>
        ChildProcess.Start(
            new LaunchSpec("sh", "-c", SayTheTime)
            {
                Environment = clocks.Variables(name).ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal),
            },
            _guardian,
            line => onTime(long.TryParse(line, CultureInfo.InvariantCulture, out var time) ? time : 0)
        );
}
