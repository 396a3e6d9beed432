using Community.Messaging.Data;
using Community.Messaging.Encryption;
using Community.Messaging.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts a group of drafts to one channel in the transaction that is open: one round trip locks the channel and reads what the
/// drafts are about, the book decides, one round trip writes, and reads what everybody is to be shown. The lock is held until the transaction ends, so that any number of
/// writers, in any number of instances, number their messages one after the other.
/// </summary>
internal sealed class ChannelTransaction(MessagingOptions options, TextVault vault, TimeProvider clock)
{
    private const string Lock = $"SELECT {ChannelRow.Columns} FROM channels WHERE id = $1 FOR NO KEY UPDATE";

    private const string ReadKnown =
        $"""
        SELECT {MessageRow.Columns} FROM messages
        WHERE channel_id = $1 AND (author_id, client_id) IN (SELECT * FROM unnest($2::uuid[], $3::text[])) AND client_id IS NOT NULL
        """;

    private const string ReadAnswered = "SELECT id FROM messages WHERE channel_id = $1 AND id = ANY ($2) AND deleted_at IS NULL AND NOT is_held";

    private const string ReadFiles = "SELECT id, user_id FROM attachments WHERE id = ANY ($1) AND message_id IS NULL FOR UPDATE";

    private readonly string _writeMessages =
        $"""
        INSERT INTO messages ({MessageRow.Columns}, search)
        SELECT {MessageRow.Columns}, CASE WHEN NOT is_held AND key_id IS NULL THEN {options.SearchLanguages.VectorOf("content")} END
        FROM json_populate_recordset(NULL::messages, $1::json)
        """;

    private const string WriteChannel =
        "UPDATE channels SET last_seq = $2, message_count = message_count + $3, last_activity_at = $4 WHERE id = $1";

    // Who writes has read what is before it.
    private const string WriteReadStates =
        """
        INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at)
        SELECT author, $1, max(seq), $4 FROM unnest($2::uuid[], $3::bigint[]) AS posted (author, seq) GROUP BY author
        ON CONFLICT (user_id, channel_id) DO UPDATE SET
            last_read_seq = greatest(read_states.last_read_seq, excluded.last_read_seq), own_unread = 0, updated_at = excluded.updated_at
        """;

    private const string WriteFiles = "UPDATE attachments SET message_id = taken.message_id FROM unnest($1::uuid[], $2::uuid[]) AS taken (id, message_id) WHERE attachments.id = taken.id";

    /// <summary>The drafts' results in their order.</summary>
    public async Task<IReadOnlyList<PostResult>> ApplyAsync(MessagingDb db, Guid channelId, IReadOnlyList<MessageDraft> drafts)
    {
        var open = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Messages are posted in a transaction only.");
        var (connection, transaction) = ((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)open.GetDbTransaction());
        var now = AsKept(clock.GetUtcNow());
        if (await ReadAsync(connection, transaction, channelId, drafts, now) is not { } book)
        {
            return [.. drafts.Select(_ => new PostResult(PostOutcome.NoChannel))];
        }

        var results = drafts.Select(book.Post).ToArray();
        if (book.Posted.Count == 0)
        {
            return results;
        }

        var views = (await WriteAsync(db, connection, transaction, channelId, book, now)).ToDictionary(view => view.Id);
        return Array.ConvertAll(results, result => result.Outcome == PostOutcome.Posted ? result with { View = views[result.Message!.Id] } : result);
    }

    /// <summary>What the database keeps of a time: microseconds.</summary>
    public static DateTimeOffset AsKept(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private async Task<ChannelBook?> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid channelId, IReadOnlyList<MessageDraft> drafts, DateTimeOffset now)
    {
        var sent = drafts.Where(draft => draft.ClientId is not null).ToArray();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(Lock, channelId),
                // Statements of their own, so that they see what was committed while the lock was waited for.
                Standings.Command(
                    channelId, [.. drafts.Select(draft => draft.AuthorId).Distinct()], [.. drafts.SelectMany(draft => draft.Names).Distinct(StringComparer.Ordinal)], now),
                Command(ReadKnown, channelId, Array.ConvertAll(sent, draft => draft.AuthorId), Array.ConvertAll(sent, draft => draft.ClientId!)),
                Command(ReadAnswered, channelId, drafts.Select(draft => draft.ReplyTo).OfType<Guid>().Distinct().ToArray()),
                Command(ReadFiles, drafts.SelectMany(draft => draft.Attachments).Distinct().ToArray()),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var channel = ChannelRow.Read(reader);
        await reader.NextResultAsync();
        var standings = await Standings.ReadAsync(reader);
        var known = await ListAsync(reader, row => MessageRow.Read(row, vault));
        var answerable = await ListAsync(reader, row => row.GetGuid(0));
        var files = await ListAsync(reader, row => (Id: row.GetGuid(0), Owner: row.GetGuid(1)));
        return new ChannelBook(channel, standings, known, answerable.ToHashSet(), files.ToDictionary(file => file.Id, file => file.Owner), now);
    }

    /// <summary>What was written, as it is shown.</summary>
    private async Task<List<MessageView>> WriteAsync(
        MessagingDb db, NpgsqlConnection connection, NpgsqlTransaction transaction, Guid channelId, ChannelBook book, DateTimeOffset now)
    {
        var posted = book.Posted;
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(_writeMessages, MessageRow.ToJson(posted.Select(message => vault.Sealed(message, vault.KeyFor(book.Kind))))),
                Command(WriteChannel, channelId, book.LastSeq, posted.LongCount(message => !message.IsHeld), now),
                Command(WriteReadStates, channelId, posted.Select(message => message.AuthorId).ToArray(), posted.Select(message => message.Seq).ToArray(), now),
                db.Publishing([.. book.Announced]),
            },
        };
        var files = posted.SelectMany(message => message.Attachments.Select(file => (File: file, Message: message.Id))).ToArray();
        if (files.Length > 0)
        {
            batch.BatchCommands.Add(Command(WriteFiles, Array.ConvertAll(files, taken => taken.File), Array.ConvertAll(files, taken => taken.Message)));
        }

        batch.BatchCommands.Add(MessageReader.CommandAfter(channelId, posted[0].Seq - 1));
        await using var reader = await batch.ExecuteReaderAsync();
        return await MessageReader.ReadAllAsync(reader, vault);
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        await reader.NextResultAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
