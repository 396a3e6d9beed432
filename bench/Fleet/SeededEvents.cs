using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>
/// 100,000 published events of an invented organizer, written into the events service's database by SQL; disposing deletes them.
/// </summary>
internal sealed class SeededEvents : IAsyncDisposable
{
    public const int Events = 100_000;

    // Around a city, so that a page of events within ten kilometres is full.
    private const string Insert = """
        INSERT INTO events (id, version, organizer_id, status, visibility, name, description, event_type, category, interests, location_name,
            location_city, location_country, region, latitude, longitude, geofence_radius_m, starts_at, ends_at, time_zone, price_cents, currency,
            refund_hours, created_at, updated_at, published_at, city_key, country_key, region_key, type_key, category_key, interest_keys)
        SELECT gen_random_uuid(), 1, $1, 'published', 'public', 'Evening bake ' || n, 'Bread for beginners. Bring an apron. ' || md5(n::text), 'workshop',
            'food', ARRAY['baking', 'tea'], 'Harbour kitchen', 'City ' || n % 500, 'AE', 'Region ' || n % 50,
            22.5 + (n * 0.618034) % 1 * 5, 52.5 + (n * 0.754878) % 1 * 5, 150, at, at + interval '3 hours', 'Asia/Dubai', 0, 'USD',
            24, now(), now(), now(), 'city ' || n % 500, 'ae', 'region ' || n % 50, 'workshop', 'food', ARRAY['baking', 'tea']
        FROM generate_series(1, $2) n, LATERAL (SELECT now() + n * interval '3 minutes') AS t (at)
        """;

    private readonly NpgsqlDataSource _events;
    private readonly Guid _organizer = Guid.CreateVersion7();

    private SeededEvents(string connectionString) => _events = NpgsqlDataSource.Create(connectionString);

    /// <param name="connectionString">Of the events service's database.</param>
    public static async Task<SeededEvents> CreateAsync(string connectionString)
    {
        var seeded = new SeededEvents(connectionString);
        await seeded.ExecuteAsync(Insert, seeded._organizer, Events);
        await seeded.ExecuteAsync("INSERT INTO event_seats (event_id) SELECT id FROM events WHERE organizer_id = $1", seeded._organizer);
        await seeded.ExecuteAsync("VACUUM ANALYZE events");
        await seeded.ExecuteAsync("VACUUM ANALYZE event_seats");
        return seeded;
    }

    /// <summary>The id of one of them.</summary>
    public async Task<Guid> OneAsync()
    {
        await using var command = _events.CreateCommand("SELECT id FROM events WHERE organizer_id = $1 LIMIT 1");
        command.Parameters.Add(new() { Value = _organizer });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Progress.Show("deleting the events");
        await ExecuteAsync("DELETE FROM events WHERE organizer_id = $1", _organizer);
        await ExecuteAsync("VACUUM ANALYZE events");
        await _events.DisposeAsync();
        Progress.Clear();
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _events.CreateCommand(sql);
        command.CommandTimeout = 300;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
