using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>Both ends of the bus: identity's outbox and social's projection.</summary>
internal sealed class EventPath(string identity, string social) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly NpgsqlDataSource _identity = NpgsqlDataSource.Create(identity);
    private readonly NpgsqlDataSource _social = NpgsqlDataSource.Create(social);

    /// <summary>
    /// Changes each person's profile several times in one transaction, each time with a new version and the integration event that identity
    /// would write.
    /// </summary>
    public async Task CommitProfileChangesAsync(Guid[] people, int times)
    {
        await using var connection = await _identity.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        for (var i = 0; i < times; i++)
        {
            // uuid_send's last byte modulo 16: the partition of the aggregate in the platform.
            await using var command = new NpgsqlCommand(
                """
                WITH changed AS (
                    UPDATE users SET version = version + 1, bio = $2 WHERE id = ANY ($1)
                    RETURNING gen_random_uuid() AS event_id, users.*)
                INSERT INTO outbox_messages (id, partition, aggregate_id, type, payload)
                SELECT event_id, get_byte(uuid_send(id), 15) % 16, id, 'Identity.UserProfileUpdated', jsonb_build_object(
                    'event_id', event_id, 'occurred_at', now(), 'user_id', id, 'version', version, 'is_guest', is_guest,
                    'profile', jsonb_build_object(
                        'username', username, 'full_name', full_name, 'bio', bio, 'location', location, 'region', region, 'city', city,
                        'age', age, 'gender', gender, 'interests', interests, 'identity_badge', identity_badge, 'picture_url', null,
                        'created_at', created_at))::text
                FROM changed
                """,
                connection
            );
            command.Parameters.Add(new() { Value = people });
            command.Parameters.Add(new() { Value = $"change {i}" });
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>The number of profile changes that social has consumed so far.</summary>
    public async Task<long> ConsumedAsync() =>
        (long)(await ScalarAsync(_social, "SELECT count(*) FROM inbox_messages WHERE consumer = 'social-when-user-profile-updated'"))!;

    /// <summary>The bio that social has of each of these people.</summary>
    public async Task<Dictionary<Guid, string?>> BiosAsync(Guid[] people)
    {
        await using var command = _social.CreateCommand("SELECT id, bio FROM people WHERE id = ANY ($1)");
        command.Parameters.Add(new() { Value = people });
        await using var reader = await command.ExecuteReaderAsync();
        var bios = new Dictionary<Guid, string?>(people.Length);
        while (await reader.ReadAsync())
        {
            bios[reader.GetGuid(0)] = await reader.IsDBNullAsync(1) ? null : reader.GetString(1);
        }

        return bios;
    }

    /// <summary>Returns when all committed events of identity are published.</summary>
    public async Task WaitUntilEmptyAsync()
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (await ScalarAsync(_identity, "SELECT 1 FROM outbox_messages LIMIT 1") is not null)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > Patience)
            {
                throw new BenchException("identity's outbox does not become empty: is the bus up?");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _identity.DisposeAsync();
        await _social.DisposeAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
