using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// An update replaces the instances of each service one after the other. People who register, write, read and listen through the SDK do not
/// notice it.
/// </summary>
public sealed class RollingRestartTests
{
    [Fact]
    public async Task WithTwoInstancesARollingRestartLosesNoRequestNoMessageAndNoSeat()
    {
        Assert.SkipUnless(FullRun.IsOn, FullRun.Needed);
        Assert.SkipWhen(SharedFleet.IsOneProcess, SharedFleet.NoneStopsAlone);
        await using var fleet = new RollingFleet();
        await fleet.InitializeAsync();
        await using var seats = await SeatLoad.BeginAsync(fleet);
        await using var talk = await TalkLoad.BeginAsync(fleet);
        await using var daily = await DailyLoad.BeginAsync(fleet);
        Load[] loads = [seats, talk, daily];

        foreach (var name in RollingFleet.Restarted.SelectMany(fleet.InstancesOf))
        {
            await Task.WhenAll(loads.Select(load => load.GoesOnAsync()));
            var before = (await fleet.Running.ResourceAsync(name)).Pid;
            await fleet.Running.ControlAsync(name, "restart");
            await Poll.UntilAsync(
                async () => await fleet.Running.ResourceAsync(name) is { State: "running" } now && now.Pid != before,
                3 * Poll.Patience.TotalSeconds,
                what: $"{name} is back"
            );
        }

        await Task.WhenAll(loads.Select(load => load.GoesOnAsync()));
        await Task.WhenAll(loads.Select(load => load.EndAsync()));

        loads.SelectMany(load => load.Failures).ShouldBeEmpty("the SDK does not hide it");
        await seats.ShouldBeSoldOnceAsync();
        await talk.ShouldHaveAllOnceAsync();
    }
}

/// <summary>
/// A fleet with two instances of the services that are restarted.
/// </summary>
public sealed class RollingFleet : SharedFleet
{
    private static readonly int Each = Math.Max(2, Instances);

    /// <summary>The services in the order of their restarts.</summary>
    internal static IReadOnlyList<string> Restarted => Services;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Form => [.. Restarted.SelectMany(service => (string[])["--instances", $"{service}={Each}"])];

    /// <summary>The resources of a service's instances.</summary>
    internal IEnumerable<string> InstancesOf(string service) =>
        Enumerable.Range(1, Each).Select(number => number == 1 ? service : $"{service}-{number}");
}
