using System.Globalization;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// Finding events among 100,000: a page of upcoming events, a page of nearby events, and one event. They go through the gateway and are
/// compared with PostgreSQL's rate for the same statements.
/// </summary>
internal static class EventsScenario
{
    private const double LeastOfPostgres = 0.5;
    private const string List = "list";
    private const string Nearby = "nearby";

    private const string Listed = "e.status = 'published' AND e.visibility = 'public' AND NOT e.organizer_hidden AND e.removed_at IS NULL";

    private const string Columns = """
        e.id, e.name, e.description, e.event_type, e.category, e.interests, e.location_name, e.location_address, e.location_city,
        e.location_country, e.region, e.latitude, e.longitude, e.geofence_radius_m, e.starts_at, e.ends_at, e.time_zone, e.price_cents,
        e.price_credits, e.currency, e.refund_hours, e.visibility, e.status, e.image_key, e.organizer_id, e.cancel_reason, e.created_at,
        s.capacity, s.held, s.confirmed
        """;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var connection = fleet.ConnectionString("events");
        using var folder = new TemporaryFolder();
        Progress.Show($"adding {SeededEvents.Events} events");
        await using var seeded = await SeededEvents.CreateAsync(connection);
        var one = await seeded.OneAsync();
        var now = TimeProvider.System.GetUtcNow();

        Alternative Get(string name, string path) => Wrk.Get(name, $"{fleet.GatewayUrl}/api/v1/events{path}", folder, options.Connections);
        var rounds = await Rounds.RunAsync(
            options,
            Pgbench.Statement($"PostgreSQL, {List}", connection, ListOf(now), folder, options.Connections),
            Get(List, ""),
            Pgbench.Statement($"PostgreSQL, {Nearby}", connection, NearbyOf(now), folder, options.Connections),
            Get(Nearby, "/nearby?lat=25&lng=55&radius_km=10"),
            Pgbench.Statement("PostgreSQL, one", connection, OneOf(one), folder, options.Connections),
            Get("one", $"/{one}")
        );

        return new Report(
            [rounds.ToTable($"PostgreSQL, {List}")],
            [
                Bar.AtLeast(
                    "a page of the list through the gateway, of PostgreSQL",
                    rounds.Ratio(List, $"PostgreSQL, {List}"),
                    LeastOfPostgres
                ),
                Bar.AtLeast(
                    "a page of what is nearby through the gateway, of PostgreSQL",
                    rounds.Ratio(Nearby, $"PostgreSQL, {Nearby}"),
                    LeastOfPostgres
                ),
            ],
            rounds.Samples
        )
        {
            Notes =
            [
                "PostgreSQL: pgbench, prepared, the same statements (exact total, page of 20, seats) and number of connections, on the fleet's own server.",
                $"{SeededEvents.Events} events of an organizer made up for the run, written by SQL and deleted at its end.",
            ],
        };
    }

    // The statement of services/events/Discovery/EventSearch.cs, with the values inserted.
    private static string ListOf(DateTimeOffset now)
    {
        var where = $"{Listed} AND e.starts_at > {Literal(now.AddDays(-31))} AND e.ends_at > {Literal(now)}";
        return $"""
            SELECT (SELECT count(*) FROM events e WHERE {where}), NULL::text, NULL::double precision, {Columns}
            FROM (SELECT) AS one LEFT JOIN (
                (SELECT e.id FROM events e WHERE {where} ORDER BY e.starts_at, e.id LIMIT 20 OFFSET 0) AS listed
                JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id) ON true
            ORDER BY e.starts_at, e.id
            """;
    }

    private static string NearbyOf(DateTimeOffset now)
    {
        const string Here = "event_place(25, 55)";
        const string There = "event_place(e.latitude, e.longitude)";
        return $"""
            WITH found AS MATERIALIZED (
                SELECT e.id, earth_distance({Here}, {There}) AS metres FROM events e
                WHERE {Listed} AND e.starts_at > {Literal(now.AddDays(-31))} AND e.ends_at > {Literal(now)} AND e.latitude IS NOT NULL
                    AND earth_box({Here}, 10000) @> {There} AND earth_distance({Here}, {There}) <= 10000),
            listed AS (SELECT id, metres FROM found ORDER BY metres, id LIMIT 20 OFFSET 0)
            SELECT (SELECT count(*) FROM found), NULL::text, listed.metres, {Columns}
            FROM (SELECT) AS one LEFT JOIN (listed JOIN events e USING (id) JOIN event_seats s ON s.event_id = e.id) ON true
            ORDER BY listed.metres, e.id
            """;
    }

    private static string OneOf(Guid id) => $"SELECT {Columns} FROM events e JOIN event_seats s ON s.event_id = e.id WHERE e.id = '{id}'";

    // Without a colon, because pgbench would read a variable.
    private static string Literal(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"timestamptz '{time.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}'");
}
