using Community.Events.Data;
using Community.Events.Discovery;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Validation;
using Community.Testing;
using Npgsql;

namespace Community.Events.Tests.Discovery;

/// <summary>
/// The total of a user's page is counted for all callers together. It equals the count by a single statement for this user.
/// </summary>
public sealed class EventTotalsTests(TestServers servers)
{
    private const int Organizers = 6;
    private static readonly Guid[] Callers = [.. Enumerable.Range(1, 4).Select(number => Id('c', number))];

    [Fact]
    public async Task AUsersPageAndTotalAreThoseOfOneStatement()
    {
        await using var database = await servers.CreateBareDatabaseAsync("totals", typeof(EventsDb).Assembly);
        await SeedAsync(database);
        var search = new EventSearch(database, TimeProvider.System);
        EventFilter[] filters =
        [
            new(),
            new(City: "City 1"),
            new(City: "nowhere"),
            new(Interest: ["tea"]),
            new(Interest: ["tea", "chess"], Category: "category 0"),
            new(Q: "bread"),
            new(Price: new(PriceFilter.Paid)),
            new(Organizer: Id('0', 1)),
            new(Organizer: Id('0', 2), City: "City 2"),
            new(StartBefore: new QueryTime(TimeProvider.System.GetUtcNow().AddHours(30))),
        ];
        foreach (var caller in Callers)
        {
            foreach (var filter in filters)
            {
                var everything = await OfOneStatementAsync(database, caller, filter);
                var byCursor = new List<Guid>();
                var cursor = default(string);
                do
                {
                    var page = await search.FindAsync(
                        caller,
                        filter,
                        new PageQuery(Limit: 7, Cursor: cursor),
                        TestContext.Current.CancellationToken
                    );
                    page.Total.ShouldBe(everything.Length, $"{caller} {filter}");
                    byCursor.AddRange(page.Items.Select(item => item.Id));
                    cursor = page.NextCursor;
                } while (cursor is not null);

                byCursor.ToArray().ShouldBe(everything, customMessage: $"{caller} {filter}");
                for (var number = 1; number <= (everything.Length / 7) + 2; number++)
                {
                    var page = await search.FindAsync(caller, filter, new PageQuery(number, 7), TestContext.Current.CancellationToken);
                    page.Items.Select(item => item.Id)
                        .ShouldBe(everything.Skip((number - 1) * 7).Take(7), customMessage: $"{caller} {filter} {number}");
                    (page.Total, page.Pages).ShouldBe((everything.Length, (everything.Length + 6) / 7), $"{caller} {filter} {number}");
                }
            }
        }

        // The first is blocked by an organizer and blocks another; the second has removed a block; the third has blocked all.
        (await OfOneStatementAsync(database, Callers[0], new())).Length.ShouldBe(40);
        (await OfOneStatementAsync(database, Callers[1], new())).Length.ShouldBe(60);
        (await OfOneStatementAsync(database, Callers[2], new())).ShouldBeEmpty();
        (await OfOneStatementAsync(database, Callers[3], new())).Length.ShouldBe(60);
    }

    private static async Task SeedAsync(NpgsqlDataSource database)
    {
        await database.ExecuteAsync(
            $"""
            INSERT INTO events (id, version, organizer_id, status, visibility, name, event_type, geofence_radius_m,
                starts_at, ends_at, time_zone, price_cents, currency, refund_hours, created_at, updated_at,
                city_key, type_key, category_key, interest_keys)
            SELECT ('0e000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, ('00000000-0000-7000-8000-' || lpad((1 + n % {Organizers})::text, 12, '0'))::uuid,
                'published', 'public', CASE n % 4 WHEN 0 THEN 'Bread' ELSE 'Talk' END || n, 'meetup', 150,
                now() + (1 + n / 2) * interval '1 hour', now() + (3 + n / 2) * interval '1 hour', 'UTC', n % 2 * 500, 'USD', 24, now(), now(),
                'city ' || n % 3, 'meetup', 'category ' || n % 2, ARRAY['tea', CASE n % 5 WHEN 0 THEN 'chess' ELSE 'go' END]
            FROM generate_series(1, 60) n
            """
        );
        await database.ExecuteAsync("INSERT INTO event_seats (event_id) SELECT id FROM events");
        await BlockAsync(Callers[0], Id('0', 1));
        await BlockAsync(Id('0', 2), Callers[0]);
        await BlockAsync(Callers[1], Id('0', 3), isBlocked: false);
        for (var number = 1; number <= Organizers; number++)
        {
            await BlockAsync(Callers[2], Id('0', number));
        }

        async Task BlockAsync(Guid blocker, Guid blocked, bool isBlocked = true) =>
            await database.ExecuteAsync(
                $"INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked) VALUES ('{blocker}', '{blocked}', 1, {isBlocked})"
            );
    }

    private static async Task<Guid[]> OfOneStatementAsync(NpgsqlDataSource database, Guid caller, EventFilter filter)
    {
        await using var command = EventSearch.FindStatement(caller, filter, new PageQuery(Limit: 100), TimeProvider.System.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync();
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        var total = 0L;
        while (await reader.ReadAsync())
        {
            total = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(3))
            {
                ids.Add(reader.GetGuid(3));
            }
        }

        total.ShouldBe(ids.Count);
        return [.. ids];
    }

    private static Guid Id(char kind, int number) => Guid.Parse($"{kind}0000000-0000-7000-8000-{number:d12}");
}
