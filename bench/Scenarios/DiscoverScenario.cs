using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// Finding people among 100,000 with a million connections, through the gateway, compared with PostgreSQL's reads of a person by key.
/// </summary>
internal static class DiscoverScenario
{
    private const int Callers = 16;
    private const int ConnectionsOfEach = 30;
    private const string ByKey = "PostgreSQL, by key";
    private const string Everybody = "everybody";
    private const string Suggested = "suggestions";
    private const double LeastOfKey = 0.02;
    private const double MostMilliseconds = 250;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var connection = fleet.ConnectionString("social");
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        Progress.Show($"adding {SeededPeople.People} people with {SeededPeople.Connections} connections");
        await using var seeded = await SeededPeople.CreateAsync(connection);
        await members.AddRegisteredAsync(Callers);
        await seeded.ConnectAsync([.. members.All.Select(member => member.Id)], ConnectionsOfEach);

        Alternative Get(string name, string path) =>
            Wrk.Get(name, $"{fleet.GatewayUrl}/api/v1/discover{path}", folder, options.Connections, members.Tokens);
        var rounds = await Rounds.RunAsync(
            options,
            Pgbench.PrimaryKeyReads(
                ByKey,
                connection,
                "SELECT username, full_name, bio, region, interests, identity_badge FROM people",
                Enumerable.Range(1, 100).Select(number => SeededPeople.At(number * 997)),
                folder,
                options.Connections
            ),
            Get(Everybody, "/people"),
            Get("of a region", "/people?region=Dubai"),
            Get("with an interest", "/people?interest=photography"),
            Get("by name", "/people?q=amal%20c0"),
            Get(Suggested, "/suggestions")
        );

        return new Report(
            [rounds.ToTable(ByKey)],
            [
                Bar.AtLeast("a page of everybody through the gateway, of a read by key", rounds.Ratio(Everybody, ByKey), LeastOfKey),
                Bar.AtMost("p99 of a page of everybody, ms", rounds.Median(Everybody, sample => sample.P99), MostMilliseconds),
                Bar.AtMost("p99 of suggestions, ms", rounds.Median(Suggested, sample => sample.P99), MostMilliseconds),
            ],
            rounds.Samples
        )
        {
            Notes =
            [
                $"{Callers} people in turn, each with {ConnectionsOfEach} connections, over {options.Connections} connections: exact totals, a page of 20 with every score and its factors.",
                "By key: pgbench, prepared, one person's row by its primary key. A search compares some thousand people with the caller.",
                $"{SeededPeople.People} people and {SeededPeople.Connections} connections were written by SQL, and deleted at the end.",
            ],
        };
    }
}
