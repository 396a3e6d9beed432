using Community.Events.Data;
using Community.Events.Registrations;
using Community.Testing;
using Npgsql;

namespace Community.Events.Tests.Registrations;

/// <summary>The statements of a registration, among many registrations.</summary>
public sealed class SeatStatementTests(TestServers servers)
{
    private const string Seed = """
        INSERT INTO events (id, version, organizer_id, status, visibility, name, event_type, geofence_radius_m, starts_at, ends_at, time_zone, price_cents, currency, refund_hours,
            created_at, updated_at, type_key)
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, gen_random_uuid(), 'published', 'public', 'Event ' || n, 'meetup', 100,
            now() + interval '1 day', now() + interval '2 days', 'UTC', 0, 'USD', 24, now(), now(), 'meetup'
        FROM generate_series(1, 500) AS n;
        INSERT INTO registrations (id, event_id, user_id, version, status, ticket_code, registered_at)
        SELECT gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % 500), 12, '0'))::uuid, gen_random_uuid(), 1, 'confirmed', 'ticket ' || n, now()
        FROM generate_series(1, 10000) AS n;
        ANALYZE events;
        ANALYZE registrations;
        """;

    [Fact]
    public async Task TheRegistrationsOfOneUserAreFoundByAPlanThatIsKept()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = await servers.CreateBareDatabaseAsync("plans", typeof(EventsDb).Assembly);
        await database.ExecuteAsync(Seed);
        await using var connection = await database.OpenConnectionAsync(cancel);
        for (var number = 1; number <= 10; number++)
        {
            var eventId = Guid.Parse($"00000000-0000-7000-8000-{number:x12}");
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands = { SeatSelection.By([new Register(Guid.CreateVersion7())]).Registrations(eventId) },
            };
            await batch.PrepareAsync(cancel);
            await batch.ExecuteNonQueryAsync(cancel);
        }

        // PostgreSQL plans a prepared statement five times before it compares these plans with the cost of one plan for all values.
        await using var plans = new NpgsqlCommand(
            "SELECT custom_plans FROM pg_prepared_statements WHERE statement LIKE '%FROM registrations%'",
            connection
        );
        (await plans.ExecuteScalarAsync(cancel)).ShouldBe(5L);
    }
}
