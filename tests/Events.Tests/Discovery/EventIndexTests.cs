using Community.Events.Data;
using Community.Events.Discovery;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Validation;
using Community.Testing;

namespace Community.Events.Tests.Discovery;

/// <summary>Among 100,000 events, each kind of search uses its index.</summary>
public sealed class EventIndexTests(TestServers servers, ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task EachWayOfFindingHasItsIndex()
    {
        // A separate database: the service's other tests must not see these 100,000 events.
        await using var database = await servers.CreateBareDatabaseAsync("places", typeof(EventsDb).Assembly);
        await database.ExecuteAsync(
            """
            INSERT INTO events (id, version, organizer_id, status, visibility, name, description, event_type, latitude, longitude, geofence_radius_m,
                starts_at, ends_at, time_zone, price_cents, currency, refund_hours, created_at, updated_at,
                city_key, country_key, region_key, type_key, category_key, interest_keys)
            SELECT gen_random_uuid(), 1, gen_random_uuid(), 'published', 'public', 'Event ' || md5(n::text), 'word' || n % 1000, 'meetup',
                asin((n * 0.618034) % 1 * 2 - 1) * 180 / pi(), (n * 0.754878) % 1 * 360 - 180, 150,
                at, at + interval '2 hours', 'UTC', 0, 'USD', 24, at, at,
                'city ' || n % 500, 'c' || n % 100, 'region ' || n % 200, 'type ' || n % 300, 'category ' || n % 300, ARRAY['interest ' || n % 700]
            FROM generate_series(1, 100000) n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '5 minutes') t (at)
            """
        );
        await database.ExecuteAsync("INSERT INTO event_seats (event_id) SELECT id FROM events");
        await database.ExecuteAsync("VACUUM ANALYZE events, event_seats, blocks");

        foreach (var caller in (Guid?[])[null, Guid.CreateVersion7()])
        {
            (
                await database.ExplainAsync(
                    EventSearch.NearbyStatement(caller, new NearbyFilter(25.2, 55.3, 100), new PageQuery(), Now),
                    output
                )
            ).ShouldContain("events_listed_place");
            (await FoundAsync(new EventFilter())).ShouldContain("Index Only Scan using events_listed on events");
            (await FoundAsync(new EventFilter(City: "City 7"))).ShouldContain("events_listed_city");
            (await FoundAsync(new EventFilter(Region: "Region 7"))).ShouldContain("events_listed_region");
            (await FoundAsync(new EventFilter(Country: "C7"))).ShouldContain("events_listed_country");
            (await FoundAsync(new EventFilter(EventType: "type 7"))).ShouldContain("events_listed_type");
            (await FoundAsync(new EventFilter(Category: "category 7"))).ShouldContain("events_listed_category");
            (await FoundAsync(new EventFilter(Interest: ["interest 7"]))).ShouldContain("events_listed_interests");
            (await FoundAsync(new EventFilter(Q: "word77"))).ShouldContain("events_listed_search");
            (await FoundAsync(new EventFilter(StartAfter: new QueryTime(Now)))).ShouldContain(
                "Index Only Scan using events_listed on events"
            );

            // A user's total is counted for all callers together; the page has an index of its own and counts nothing.
            async Task<string> FoundAsync(EventFilter filter)
            {
                if (caller is not { } user)
                {
                    return await database.ExplainAsync(EventSearch.FindStatement(null, filter, new PageQuery(), Now), output);
                }

                var page = await database.ExplainAsync(EventSearch.FindPageStatement(user, filter, new PageQuery(), Now), output);
                page.ShouldNotContain("Seq Scan on events");
                page.ShouldContain("(never executed)", customMessage: "a caller without blocks needs no count");
                return await database.ExplainAsync(EventSearch.CountStatement(filter, Now), output);
            }
        }
    }
}
