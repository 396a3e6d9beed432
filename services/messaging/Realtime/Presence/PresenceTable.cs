using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Realtime;

/// <summary>
/// Presence on all instances, in the database: a row for each user and place, with the instances that have a device of theirs. The row's
/// lock makes the first and the last device certain, however many instances write at once.
/// </summary>
internal sealed class PresenceTable(NpgsqlDataSource database)
{
    /// <summary>An instance that has not reported for so long has died.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(6);

    private const string WriteHere = """
        INSERT INTO presences (place_id, user_id, instances)
        SELECT place_id, user_id, ARRAY[$3] FROM unnest($1, $2) AS here (place_id, user_id) ORDER BY place_id, user_id
        ON CONFLICT (place_id, user_id) DO UPDATE SET instances = array_append(array_remove(presences.instances, $3), $3)
        RETURNING place_id, user_id, xmax = 0
        """;

    private const string LockGone = """
        SELECT FROM presences p JOIN unnest($1, $2) AS gone (place_id, user_id) USING (place_id, user_id) ORDER BY p.place_id, p.user_id FOR UPDATE OF p
        """;

    private const string WriteGone = """
        UPDATE presences p SET instances = array_remove(p.instances, $3) FROM unnest($1, $2) AS gone (place_id, user_id)
        WHERE p.place_id = gone.place_id AND p.user_id = gone.user_id
        """;

    private const string DeleteGone = """
        DELETE FROM presences p USING unnest($1, $2) AS gone (place_id, user_id)
        WHERE p.place_id = gone.place_id AND p.user_id = gone.user_id AND p.instances = '{}' RETURNING p.place_id, p.user_id
        """;

    private const string Beat = """
        INSERT INTO realtime_instances (id, heartbeat_at, has_carrier) VALUES ($1, now(), $2)
        ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), has_carrier = $2 RETURNING xmax = 0
        """;

    private const string Instances =
        "SELECT count(*) FILTER (WHERE NOT has_left), coalesce(bool_or(NOT has_carrier AND id <> $1), false) FROM realtime_instances";

    private const string Leave = "UPDATE realtime_instances SET heartbeat_at = now(), has_left = true WHERE id = $1";

    private const string DeleteDead = "DELETE FROM realtime_instances WHERE heartbeat_at < now() - $2 AND id <> $1 RETURNING id";

    private const string WriteDead =
        "UPDATE presences SET instances = ARRAY(SELECT unnest(instances) EXCEPT SELECT unnest($1)) WHERE instances && $1";

    private const string DeleteOfDead = "DELETE FROM presences WHERE instances = '{}' RETURNING place_id, user_id";

    /// <summary>
    /// Writes arrivals at this instance and departures from it; returns the changes that were a user's first or last device.
    /// </summary>
    public async Task<List<PresenceChange>> WriteAsync(
        Guid instance,
        List<(Guid Place, Guid User)> here,
        List<(Guid Place, Guid User)> gone
    )
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changes = new List<PresenceChange>();
        if (here.Count > 0)
        {
            await using var command = Command(connection, WriteHere, Places(here), Users(here), instance);
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                if (row.GetBoolean(2))
                {
                    changes.Add(new(row.GetGuid(0), row.GetGuid(1), IsOnline: true));
                }
            }
        }

        if (gone.Count > 0)
        {
            await ExecuteAsync(connection, LockGone, Places(gone), Users(gone));
            await ExecuteAsync(connection, WriteGone, Places(gone), Users(gone), instance);
            changes.AddRange(await DeletedAsync(connection, DeleteGone, Places(gone), Users(gone)));
        }

        await transaction.CommitAsync();
        return changes;
    }

    /// <summary>
    /// Reports that an instance is alive; true if that was not known (any more), so that it has to write its presence again.
    /// </summary>
    /// <param name="instance">The instance.</param>
    /// <param name="hasCarrier">Whether all its signals of the last seconds reached the others.</param>
    public async Task<bool> BeatAsync(Guid instance, bool hasCarrier)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = Command(connection, Beat, instance, hasCarrier);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>
    /// Cleans up after instances that died or left: exactly one other instance does it for each. Returns users who are nowhere any more.
    /// </summary>
    public async Task<List<PresenceChange>> BuryAsync(Guid instance)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var dead = new List<Guid>();
        await using (var command = Command(connection, DeleteDead, instance, DeadAfter))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                dead.Add(row.GetGuid(0));
            }
        }

        var changes = dead.Count == 0 ? [] : await ClearAsync(connection, [.. dead]);
        await transaction.CommitAsync();
        return changes;
    }

    /// <summary>
    /// This instance stops. Its users stay present for <see cref="DeadAfter"/>: a user who has come to another instance by then was never
    /// away.
    /// </summary>
    public async Task LeaveAsync(Guid instance)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(connection, Leave, instance);
    }

    /// <summary>How many instances live, this one included, and whether signals of another one did not reach this one.</summary>
    public async Task<(long Count, bool AnyIsCutOff)> InstancesAsync(Guid instance)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = Command(connection, Instances, instance);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetBoolean(1));
    }

    private static async Task<List<PresenceChange>> ClearAsync(NpgsqlConnection connection, Guid[] instances)
    {
        await ExecuteAsync(connection, WriteDead, instances);
        return await DeletedAsync(connection, DeleteOfDead);
    }

    private static async Task<List<PresenceChange>> DeletedAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var row = await command.ExecuteReaderAsync();
        var changes = new List<PresenceChange>();
        while (await row.ReadAsync())
        {
            changes.Add(new(row.GetGuid(0), row.GetGuid(1), IsOnline: false));
        }

        return changes;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private static Guid[] Places(List<(Guid Place, Guid User)> pairs) => [.. pairs.Select(pair => pair.Place)];

    private static Guid[] Users(List<(Guid Place, Guid User)> pairs) => [.. pairs.Select(pair => pair.User)];
}

/// <summary>
/// A user's first device came to a place, or the last one left it. The user's own id as the place means: connected at all.
/// </summary>
internal sealed record PresenceChange(Guid Place, Guid User, bool IsOnline);
