using System.Diagnostics;
using Community.Events.Data;
using Community.Events.Discovery;
using Community.ServiceDefaults.Pagination;
using Community.ServiceDefaults.Validation;
using Community.Testing;
using Npgsql;

namespace Community.Events.Tests.Discovery;

/// <summary>Among 100,000 events, each way of finding has its index.</summary>
public sealed class EventIndexTests(TestServers servers, ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task EachWayOfFindingHasItsIndex()
    {
        // A database of its own: the service's other tests shall not have 100,000 strange events among them.
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("places"));
        await ExecuteAsync(database, Schema());
        await ExecuteAsync(database, """
            INSERT INTO events (id, version, organizer_id, status, visibility, name, description, event_type, latitude, longitude, geofence_radius_m,
                starts_at, ends_at, time_zone, price_cents, currency, refund_hours, created_at, updated_at,
                city_key, country_key, region_key, type_key, category_key, interest_keys)
            SELECT gen_random_uuid(), 1, gen_random_uuid(), 'published', 'public', 'Event ' || md5(n::text), 'word' || n % 1000, 'meetup',
                asin((n * 0.618034) % 1 * 2 - 1) * 180 / pi(), (n * 0.754878) % 1 * 360 - 180, 150,
                at, at + interval '2 hours', 'UTC', 0, 'USD', 24, at, at,
                'city ' || n % 500, 'c' || n % 100, 'region ' || n % 200, 'type ' || n % 300, 'category ' || n % 300, ARRAY['interest ' || n % 700]
            FROM generate_series(1, 100000) n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '5 minutes') t (at)
            """);
        await ExecuteAsync(database, "INSERT INTO event_seats (event_id) SELECT id FROM events");
        await ExecuteAsync(database, "VACUUM ANALYZE events; VACUUM ANALYZE event_seats; VACUUM ANALYZE blocks");

        foreach (var caller in (Guid?[])[null, Guid.CreateVersion7()])
        {
            (await PlanAsync(database, EventSearch.NearbyStatement(caller, new NearbyFilter(25.2, 55.3, 100), new PageQuery(), Now))).ShouldContain("events_listed_place");
            (await FoundAsync(new EventFilter())).ShouldContain("Index Only Scan using events_listed on events");
            (await FoundAsync(new EventFilter(City: "City 7"))).ShouldContain("events_listed_city");
            (await FoundAsync(new EventFilter(Region: "Region 7"))).ShouldContain("events_listed_region");
            (await FoundAsync(new EventFilter(Country: "C7"))).ShouldContain("events_listed_country");
            (await FoundAsync(new EventFilter(EventType: "type 7"))).ShouldContain("events_listed_type");
            (await FoundAsync(new EventFilter(Category: "category 7"))).ShouldContain("events_listed_category");
            (await FoundAsync(new EventFilter(Interest: ["interest 7"]))).ShouldContain("events_listed_interests");
            (await FoundAsync(new EventFilter(Q: "word77"))).ShouldContain("events_listed_search");
            (await FoundAsync(new EventFilter(StartAfter: new QueryTime(Now)))).ShouldContain("Index Only Scan using events_listed on events");

            async Task<string> FoundAsync(EventFilter filter) => await PlanAsync(database, EventSearch.FindStatement(caller, filter, new PageQuery(), Now));
        }
    }

    private static string Schema() => new StreamReader(typeof(EventsDb).Assembly.GetManifestResourceStream(
        typeof(EventsDb).Assembly.GetManifestResourceNames().Single(name => name.EndsWith("0001_events.sql", StringComparison.Ordinal)))!).ReadToEnd();

    private async Task<string> PlanAsync(NpgsqlDataSource database, NpgsqlCommand statement)
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync();
        command.Connection = connection;
        command.CommandText = "EXPLAIN (ANALYZE) " + command.CommandText;
        var watch = Stopwatch.StartNew();
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        var plan = string.Join('\n', lines);
        output.WriteLine($"{watch.ElapsedMilliseconds} ms\n{plan}\n");
        return plan;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        foreach (var statement in sql.StartsWith("VACUUM", StringComparison.Ordinal) ? sql.Split(';') : [sql])
        {
            await using var command = database.CreateCommand(statement);
            command.CommandTimeout = 120;
            await command.ExecuteNonQueryAsync();
        }
    }
}
