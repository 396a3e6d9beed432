using Community.AppHost.Processes;
using Community.Testing;
using Npgsql;

namespace Community.AppHost.Tests;

/// <summary>After every kind of end, all processes that must run are running, and all others are gone.</summary>
public sealed class LifeAndDeathTests
{
    [Fact]
    public async Task KillingAppHostLeavesNoProcess()
    {
        await using var fleet = await SmallFleet.StartAsync(postgres: true);
        var pids = await PidsAsync(fleet);
        pids.Count.ShouldBeGreaterThan(4 * 3);
        await fleet.KillAsync();
        await AllGoneAsync(pids);
        fleet.DeleteData();
    }

    [Fact]
    public async Task TerminatingAppHostStopsEverythingInOrderAndLeavesNoProcess()
    {
        await using var fleet = await SmallFleet.StartAsync();
        var pids = await PidsAsync(fleet);
        (await fleet.TerminateAsync()).ShouldBe(0);
        await AllGoneAsync(pids);
        await Poll.UntilAsync(() => fleet.Output.Contains("alpha          has stopped", StringComparison.Ordinal));
        fleet
            .Output.IndexOf("front          has stopped", StringComparison.Ordinal)
            .ShouldBeLessThan(fleet.Output.IndexOf("alpha          has stopped", StringComparison.Ordinal), fleet.Output);
        fleet.DeleteData();
    }

    [Fact]
    public async Task TheNextStartAfterAKillFindsTheData()
    {
        var first = await SmallFleet.StartAsync(postgres: true);
        await ExecuteAsync(first, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        await first.KillAsync();
        await using var second = await SmallFleet.StartAsync(first.Data, postgres: true);
        (await ExecuteAsync(second, "SELECT id FROM kept")).ShouldBe(7);
        await first.DisposeAsync();
        await second.TerminateAsync();
        second.DeleteData();
    }

    [Fact]
    public async Task AKilledPostgresComesBackWithWhatWasCommitted()
    {
        await using var fleet = await SmallFleet.StartAsync(postgres: true);
        await ExecuteAsync(fleet, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        await fleet.KillAsync("postgres");
        await Poll.UntilAsync(async () => await fleet.ResourceAsync("postgres") is { Restarts: 1, State: "running" });
        (await ExecuteAsync(fleet, "SELECT id FROM kept")).ShouldBe(7);
        await fleet.TerminateAsync();
        fleet.DeleteData();
    }

    [Fact]
    public async Task WhatDiesIsStartedAgainAndShownAsSuch()
    {
        await using var fleet = await SmallFleet.StartAsync();
        var before = await fleet.ResourceAsync("alpha");
        await fleet.KillAsync("alpha");
        await Poll.UntilAsync(async () =>
            await fleet.ResourceAsync("alpha") is { Restarts: 1, State: "running" } now && now.Pid != before.Pid
        );
        await fleet.LogWithAsync("alpha", "ended with code 137");
        await Poll.UntilAsync(() => fleet.Output.Contains("ended with code 137; it is started again", StringComparison.Ordinal));
        // Resources that only know its address are not restarted.
        (await fleet.ResourceAsync("beta")).Restarts.ShouldBe(0);
        await fleet.TerminateAsync();
        fleet.DeleteData();
    }

    [Fact]
    public async Task WhatKeepsDyingIsStartedAgainMoreAndMoreRarely()
    {
        await using var fleet = await SmallFleet.StartAsync();
        await Poll.UntilAsync(async () => (await fleet.ResourceAsync("missing")).Restarts >= 3);
        var times = File.ReadLines(Path.Combine(fleet.Data, "logs", "missing.log"))
            .Where(line => line.Contains("ended with code", StringComparison.Ordinal))
            .Select(line => DateTimeOffset.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        // The pauses are half a second and a second; how long a start takes depends on the machine.
        (times[1] - times[0]).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.45));
        (times[2] - times[1]).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.95));
        await Poll.UntilAsync(async () => await fleet.ResourceAsync("missing") is { State: "restarting", Problem: "ended with code 127" });
        await fleet.TerminateAsync();
        fleet.DeleteData();
    }

    [Fact]
    public async Task AGuardianThatIsKilledIsReplaced()
    {
        await using var fleet = await SmallFleet.StartAsync();
        var pids = await PidsAsync(fleet);
        var guardian = Guardian(fleet);
        Signals.Send(guardian, Signals.Kill);
        await Poll.UntilAsync(() => Guardian(fleet) != guardian);
        await fleet.KillAsync();
        await AllGoneAsync(pids);
        fleet.DeleteData();
    }

    private static int Guardian(RunningFleet fleet) =>
        ProcessTable
            .Tree(fleet.Pid)
            .Single(entry =>
                entry.ParentPid == fleet.Pid
                && File.ReadAllText($"/proc/{entry.Pid}/cmdline").Contains("guardian", StringComparison.Ordinal)
            )
            .Pid;

    // Every descendant of AppHost, and every process that has left its tree, by the mark in the environment.
    private static async Task<List<int>> PidsAsync(RunningFleet fleet)
    {
        await fleet.LogWithAsync("front", "ready");
        var log = await fleet.LogWithAsync("alpha", "ready");
        var mark = log.Split('\n').First(line => line.StartsWith(Processes.Guardian.MarkVariable, StringComparison.Ordinal));
        var marked = Directory
            .EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => int.TryParse(name, out _) && HasMark(name, mark))
            .Select(int.Parse);
        var resources = (await fleet.ResourcesAsync()).SelectMany(resource => resource.Pids);
        return [.. marked.Concat(resources).Concat(ProcessTable.Tree(fleet.Pid).Select(entry => entry.Pid)).Distinct()];
    }

    private static bool HasMark(string pid, string mark)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0').Contains(mark, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static Task AllGoneAsync(List<int> pids) =>
        Poll.UntilAsync(() => pids.TrueForAll(pid => ProcessTable.Find(pid) is null), what: $"none of {string.Join(' ', pids)} is left");

    private static async Task<object?> ExecuteAsync(RunningFleet fleet, string sql)
    {
        const string Setting = "ConnectionStrings__things=";
        // The client got the address of its database.
        var line = (await fleet.LogWithAsync("client", Setting))
            .Split('\n')
            .Last(line => line.StartsWith(Setting, StringComparison.Ordinal));
        await using var connection = new NpgsqlConnection(line[Setting.Length..] + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
