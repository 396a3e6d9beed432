using System.Security.Cryptography;
using Community.Messaging.Channels;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Encryption;

/// <summary>
/// Rewrites messages that are not stored in the way that the operator wants now: encrypted, encrypted with another key, or plain. It
/// works in small batches, from the first message to the last, and continues where the last round, or another instance, stopped. Messages
/// of the last minutes wait: ids are made before the commit and by each instance's clock, so one with a smaller id may still come. A text
/// that cannot be decrypted stays as it is, and is tried again when the keys change. Once no row has a former key's id, it can be removed.
/// </summary>
internal sealed partial class Resealing(
    NpgsqlDataSource database,
    TextVault vault,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<Resealing> logger
) : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const int Batch = 200;

    /// <summary>Before this, no message comes that is not there yet.</summary>
    internal static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    private const string Begin = """
        INSERT INTO resealing (kind, policy, done_up_to) VALUES ('messages', $1, '00000000-0000-0000-0000-000000000000')
        ON CONFLICT (kind) DO UPDATE SET policy = excluded.policy, done_up_to = excluded.done_up_to WHERE resealing.policy <> excluded.policy
        """;

    private const string Next = """
        SELECT m.id, ch.kind, m.content, m.content_html, m.key_id FROM messages m JOIN channels ch ON ch.id = m.channel_id
        WHERE m.id > (SELECT done_up_to FROM resealing FOR UPDATE SKIP LOCKED) AND m.id < $2
        ORDER BY m.id LIMIT $1 FOR NO KEY UPDATE OF m
        """;

    private readonly string _write = ChannelStore.ResealMessage(options.SearchLanguages);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) =>
        vault.HasKeys ? SweepAsync(Clock.GetUtcNow(), cancellationToken) : Task.CompletedTask;

    internal async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using (var begin = database.CreateCommand(Begin))
        {
            begin.Parameters.Add(new() { Value = vault.Policy });
            await begin.ExecuteNonQueryAsync(cancellationToken);
        }

        while (!cancellationToken.IsCancellationRequested && await WriteSomeAsync(Guid.CreateVersion7(now - Settled))) { }
    }

    /// <summary>Rewrites one batch.</summary>
    /// <param name="end">The first id that is not settled.</param>
    /// <returns>True if there may be more.</returns>
    private async Task<bool> WriteSomeAsync(Guid end)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var messages = await ReadAsync(connection, end);
        foreach (var message in messages.Where(message => message.KeyId != vault.KeyFor(message.ChannelKind) && message.Content.Length > 0))
        {
            var keyId = vault.KeyFor(message.ChannelKind);
            if (
                Again(message.Id, TextVault.Content, message.Content, message.KeyId, keyId) is { } content
                && Again(message.Id, TextVault.Html, message.Html, message.KeyId, keyId) is { } html
            )
            {
                await ExecuteAsync(connection, _write, message.Id, content, html, keyId ?? "");
            }
        }

        await WriteEditsAsync(connection, messages);
        if (messages.Count > 0)
        {
            await ExecuteAsync(connection, "UPDATE resealing SET done_up_to = $1", messages[^1].Id);
        }

        await transaction.CommitAsync();
        return messages.Count == Batch;
    }

    /// <summary>Rewrites the former texts of these messages.</summary>
    private async Task WriteEditsAsync(NpgsqlConnection connection, List<Kept> messages)
    {
        var keys = messages.ToDictionary(message => message.Id, message => vault.KeyFor(message.ChannelKind));
        List<(Guid Id, long Version, string Content, string? KeyId)> edits = [];
        await using (
            var command = Command(
                connection,
                "SELECT message_id, version, content, key_id FROM message_edits WHERE message_id = ANY ($1) FOR UPDATE",
                keys.Keys.ToArray()
            )
        )
        {
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                edits.Add((row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)));
            }
        }

        foreach (var (id, version, content, keyId) in edits.Where(edit => edit.KeyId != keys[edit.Id] && edit.Content.Length > 0))
        {
            if (Again(id, TextVault.Content, content, keyId, keys[id]) is { } rewritten)
            {
                await ExecuteAsync(
                    connection,
                    "UPDATE message_edits SET content = $3, key_id = nullif($4, '') WHERE message_id = $1 AND version = $2",
                    id,
                    version,
                    rewritten,
                    keys[id] ?? ""
                );
            }
        }
    }

    /// <returns>Null: the text cannot be decrypted with the secrets that are configured now.</returns>
    private string? Again(Guid id, string column, string kept, string? from, string? to)
    {
        try
        {
            return vault.Seal(to, id, column, vault.Open(from, id, column, kept));
        }
        catch (CryptographicException failure)
        {
            Log.CannotDecrypt(logger, failure, column, id);
            return null;
        }
    }

    private static async Task<List<Kept>> ReadAsync(NpgsqlConnection connection, Guid end)
    {
        await using var command = Command(connection, Next, Batch, end);
        await using var row = await command.ExecuteReaderAsync();
        var messages = new List<Kept>();
        while (await row.ReadAsync())
        {
            messages.Add(
                new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4))
            );
        }

        return messages;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Kept(Guid Id, string ChannelKind, string Content, string Html, string? KeyId);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The {Column} of message {MessageId} cannot be decrypted and stays as it is: the secret of its key is wrong, or another program changed the row."
        )]
        public static partial void CannotDecrypt(ILogger logger, Exception failure, string column, Guid messageId);
    }
}
