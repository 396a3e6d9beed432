using System.Globalization;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// The whole path of an integration event: identity's outbox, its dispatcher, RabbitMQ, social's inbox and projection. It measures the rate
/// with a backlog, and the latency at a modest rate.
/// </summary>
internal static class BusScenario
{
    private const int People = 500;
    private const int Backlog = 20_000;
    private const int ChangesPerSecond = 200;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        await using var path = new EventPath(fleet.ConnectionString("identity"), fleet.ConnectionString("social"));
        await using var members = new Members(fleet);
        await members.AddGuestsAsync(People);
        Guid[] ids = [.. members.All.Select(member => member.Id)];
        await path.WaitUntilEmptyAsync();

        await DrainAsync(path, members, ids, Backlog / 4);
        var rates = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rates.Add(await DrainAsync(path, members, ids, Backlog));
        }

        var latencies = new List<EffectLatency>();
        for (var round = 0; round < options.Rounds; round++)
        {
            latencies.Add(await ProfileChanges.MeasureAsync(path, members, ChangesPerSecond, TimeSpan.FromSeconds(options.Seconds)));
        }

        return new Report([Rates(rates), Latencies(latencies)], [], new { EventsPerSecond = rates, Latencies = latencies })
        {
            Notes =
            [
                $"Throughput: {Backlog:#,0} profile changes of {People} people committed at once, from that commit to the last inbox row in social.",
                $"Latency: {ChangesPerSecond} PATCH /users/me a second through the gateway; the effect is looked for every 2 ms, which is in the figures.",
            ],
        };
    }

    private static async Task<double> DrainAsync(EventPath path, Members members, Guid[] ids, int events)
    {
        var consumedBefore = await path.ConsumedAsync();
        await path.CommitProfileChangesAsync(ids, events / ids.Length);
        var begin = TimeProvider.System.GetTimestamp();
        // The rows were written directly into the database. A change through identity wakes the dispatcher, as every commit does.
        await members.All[0].Client.Me.UpdateAsync(new() { Bio = Guid.CreateVersion7().ToString() });
        while (await path.ConsumedAsync() - consumedBefore < events)
        {
            await Task.Delay(50);
        }

        var seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        await path.WaitUntilEmptyAsync();
        return events / seconds;
    }

    private static Table Rates(List<double> rates)
    {
        var table = new Table("outbox to projection", "events a second", "lowest", "highest");
        table.Add("median of rounds", Table.Figure(rates.Median()), Table.Figure(rates.Min()), Table.Figure(rates.Max()));
        return table;
    }

    private static Table Latencies(List<EffectLatency> rounds)
    {
        var table = new Table("medians of rounds", "p50 ms", "p99 ms", "highest p99 ms");
        Add("commit (answer received) to effect", round => round.FromAnswer);
        Add("request sent to effect", round => round.FromRequest);
        var missing = rounds.Sum(round => round.Missing);
        table.Add(
            $"changes: {rounds.Sum(round => round.Changes).ToString(CultureInfo.InvariantCulture)}, never seen: {missing.ToString(CultureInfo.InvariantCulture)}",
            "",
            "",
            ""
        );
        return table;

        void Add(string name, Func<EffectLatency, Sample> of) =>
            table.Add(
                name,
                Table.Figure(rounds.Select(round => of(round).P50).Median()),
                Table.Figure(rounds.Select(round => of(round).P99).Median()),
                Table.Figure(rounds.Max(round => of(round).P99))
            );
    }
}
