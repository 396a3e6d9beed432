using Community.Messaging.Channels;
using Community.Messaging.Encryption;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Moderation;

/// <summary>
/// Deletes evidence whose time is over, with its files if nothing else refers to them. Encrypts the rest in the way that the operator wants
/// now. Any number of instances may do it.
/// </summary>
internal sealed class OldEvidence(NpgsqlDataSource database, TextVault vault, TimeProvider clock, ILogger<OldEvidence> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const int Batch = 200;

    private const string Drop = """
        WITH old AS (SELECT content_type, content_id FROM evidence_cases WHERE expires_at < $1 ORDER BY expires_at LIMIT 200 FOR UPDATE SKIP LOCKED),
        files AS (
            INSERT INTO dropped_objects (object_key, dropped_at) SELECT f.object_key, $1 FROM evidence_files f JOIN old USING (content_type, content_id) ON CONFLICT DO NOTHING)
        DELETE FROM evidence_cases c USING old WHERE c.content_type = old.content_type AND c.content_id = old.content_id
        """;

    // A thread's title and opening text are no messages, and are not encrypted.
    private const string Unsealed = """
        SELECT content_type, content_id, message_id, version, channel_kind, content, key_id FROM evidence
        WHERE content_type = 'message' AND content <> '' AND key_id IS DISTINCT FROM CASE channel_kind WHEN 'direct' THEN $1::text ELSE $2::text END
        LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    private const string Seal =
        "UPDATE evidence SET content = $5, key_id = $6 WHERE content_type = $1 AND content_id = $2 AND message_id = $3 AND version = $4";

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        int dropped;
        do
        {
            await using var command = Command(database, Drop, Clock.GetUtcNow());
            dropped = await command.ExecuteNonQueryAsync(cancellationToken);
        } while (dropped >= Batch && !cancellationToken.IsCancellationRequested);

        while (vault.HasKeys && !cancellationToken.IsCancellationRequested && await SealSomeAsync(cancellationToken)) { }
    }

    /// <summary>Encrypts one batch anew.</summary>
    /// <returns>True if there may be more.</returns>
    private async Task<bool> SealSomeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<Row> rows = [];
        await using (var command = new NpgsqlCommand(Unsealed, connection))
        {
            command.Parameters.Add(new() { Value = vault.KeyFor(ChannelKind.Direct) ?? (object)DBNull.Value });
            command.Parameters.Add(new() { Value = vault.KeyFor(ChannelKind.Thread) ?? (object)DBNull.Value });
            command.Parameters.Add(new() { Value = Batch });
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                rows.Add(
                    new(
                        row.Get<string>("content_type"),
                        row.Get<Guid>("content_id"),
                        row.Get<Guid>("message_id"),
                        row.Get<long>("version"),
                        row.Get<string>("channel_kind"),
                        row.Get<string>("content"),
                        row.GetTextOrNull("key_id")
                    )
                );
            }
        }

        foreach (var row in rows)
        {
            var keyId = vault.KeyFor(row.ChannelKind);
            var content = vault.Seal(
                keyId,
                row.MessageId,
                TextVault.Content,
                vault.Open(row.KeyId, row.MessageId, TextVault.Content, row.Content)
            );
            await using var command = Command(
                connection,
                Seal,
                row.ContentType,
                row.ContentId,
                row.MessageId,
                row.Version,
                content,
                keyId ?? (object)DBNull.Value
            );
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return rows.Count == Batch;
    }

    private sealed record Row(
        string ContentType,
        Guid ContentId,
        Guid MessageId,
        long Version,
        string ChannelKind,
        string Content,
        string? KeyId
    );
}
