using Community.Messaging.Encryption;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Platform.Data;
using Community.Platform.Data.Publishing;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts a batch of drafts, to one channel or to many, in one transaction. One round trip locks the channels and reads everything that the
/// drafts refer to; a <see cref="ChannelState"/> for each channel decides; one round trip writes and commits. The locks are held until
/// then, so that any number of writers, in any number of instances, number a channel's messages one after the other. All of them lock in
/// the order of the ids.
/// </summary>
internal sealed partial class ChannelStore(
    NpgsqlDataSource database,
    MessagingOptions options,
    TextVault vault,
    PeopleNames people,
    MessageReader messages,
    TimeProvider clock
)
{
    private const string Lock = $"SELECT {ChannelRow.Columns} FROM channels WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE";

    private const string ReadKnown = $"""
        SELECT {MessageRow.Columns} FROM messages
        WHERE (channel_id, author_id, client_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])) AND client_id IS NOT NULL
        """;

    private const string ReadAnswered = """
        SELECT channel_id, id FROM messages
        WHERE (id, channel_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[])) AND deleted_at IS NULL AND NOT is_held
        """;

    private const string ReadFiles =
        "SELECT id, user_id FROM attachments WHERE id = ANY ($1) AND message_id IS NULL ORDER BY id FOR UPDATE";

    private readonly string _writeMessages = $"""
        INSERT INTO messages ({MessageRow.Columns}, search)
        SELECT {MessageRow.Columns}, CASE WHEN NOT is_held AND key_id IS NULL THEN {options.SearchLanguages.VectorOf("content")} END
        FROM json_populate_recordset(NULL::messages, $1::json)
        """;

    private const string WriteChannels = """
        UPDATE channels SET last_seq = written.last_seq, message_count = message_count + written.added, last_activity_at = $4
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS written (id, last_seq, added) WHERE channels.id = written.id
        """;

    // An author has read everything before their own message.
    private const string WriteReadStates = """
        INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at)
        SELECT author_id, channel_id, max(seq), $4 FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS posted (author_id, channel_id, seq)
        GROUP BY author_id, channel_id ORDER BY author_id, channel_id
        ON CONFLICT (user_id, channel_id) DO UPDATE SET
            last_read_seq = greatest(read_states.last_read_seq, excluded.last_read_seq), own_unread = 0, updated_at = excluded.updated_at
        """;

    private const string WritePending =
        "INSERT INTO pending_messages (message_id, due_at) SELECT id, $2 FROM unnest($1::uuid[]) AS posted (id)";

    private const string WriteFiles =
        "UPDATE attachments SET message_id = taken.message_id FROM unnest($1::uuid[], $2::uuid[]) AS taken (id, message_id) WHERE attachments.id = taken.id";

    /// <summary>The drafts' results in their order, after the commit.</summary>
    public async Task<IReadOnlyList<PostResult>> CommitAsync(IReadOnlyList<ChannelCommand> drafts)
    {
        // Loaded before anything is written: after the commit, nothing may fail any more.
        await people.FindAsync(drafts.Select(draft => draft.Draft.AuthorId).ToHashSet());
        var results = await CommitAsync(drafts, clock.GetKeptNow());
        var views = await ViewsAsync([.. results.Where(result => result.Outcome == PostOutcome.Posted).Select(result => result.Message!)]);
        return
        [
            .. results.Select(result => result.Outcome == PostOutcome.Posted ? result with { View = views[result.Message!.Id] } : result),
        ];
    }

    private async Task<PostResult[]> CommitAsync(IReadOnlyList<ChannelCommand> drafts, DateTimeOffset now)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var states = await ReadAsync(connection, transaction, drafts, now);
        var results = drafts
            .Select(draft => states.GetValueOrDefault(draft.ChannelId)?.Post(draft.Draft) ?? new PostResult(PostOutcome.NoChannel))
            .ToArray();
        ChannelState[] written = [.. states.Values.Where(state => state.Posted.Count > 0)];
        if (written.Length > 0)
        {
            await WriteAsync(connection, transaction, written, now);
        }

        return results;
    }

    /// <summary>New messages as seen without a particular viewer. Only files and quotes have to be read for it.</summary>
    private async Task<Dictionary<Guid, MessageView>> ViewsAsync(Message[] posted)
    {
        var names = await people.FindIfPossibleAsync(posted.SelectMany(message => message.Mentions.Append(message.AuthorId)).ToHashSet());
        var views = posted.ToDictionary(message => message.Id, message => MessageView.OfNew(message).NamedBy(names, message.Mentions));
        Guid[] read =
        [
            .. posted.Where(message => message.Attachments.Length > 0 || message.ReplyTo is not null).Select(message => message.Id),
        ];
        foreach (var view in read.Length == 0 ? [] : await messages.ByIdsAsync(read, Guid.Empty))
        {
            views[view.Id] = view;
        }

        return views;
    }

    private async Task<Dictionary<Guid, ChannelState>> ReadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<ChannelCommand> drafts,
        DateTimeOffset now
    )
    {
        var sent = drafts.Where(draft => draft.Draft.ClientId is not null).ToArray();
        var answers = drafts.Where(draft => draft.Draft.ReplyTo is not null).ToArray();
        var authors = drafts.Select(draft => (draft.ChannelId, draft.Draft.AuthorId)).Distinct().ToArray();
        var names = drafts.SelectMany(draft => draft.Draft.Names, (draft, name) => (draft.ChannelId, Name: name)).Distinct().ToArray();
        var attached = drafts.SelectMany(draft => draft.Draft.Attachments).Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(Lock, drafts.Select(draft => draft.ChannelId).Distinct().ToArray()),
                // Statements of their own, so that they see other transactions' commits from the wait for the locks.
                MembershipReader.CommandForChannels(authors, names, now),
            },
        };
        void Ask(bool isNeeded, string sql, params object[] values)
        {
            if (isNeeded)
            {
                batch.BatchCommands.Add(Command(sql, values));
            }
        }

        Ask(
            sent.Length > 0,
            ReadKnown,
            Array.ConvertAll(sent, draft => draft.ChannelId),
            Array.ConvertAll(sent, draft => draft.Draft.AuthorId),
            Array.ConvertAll(sent, draft => draft.Draft.ClientId!)
        );
        Ask(
            answers.Length > 0,
            ReadAnswered,
            Array.ConvertAll(answers, draft => draft.Draft.ReplyTo!.Value),
            Array.ConvertAll(answers, draft => draft.ChannelId)
        );
        Ask(attached.Length > 0, ReadFiles, attached);
        await using var reader = await batch.ExecuteReaderAsync();
        var channels = await ListAsync(reader, ChannelRow.Read);
        var memberships = (await NextAsync(reader, true, MembershipReader.ReadOfChannel)).ToLookup(
            one => one.ChannelId,
            one => one.Membership
        );
        var known = (await NextAsync(reader, sent.Length > 0, row => MessageRow.Read(row, vault))).ToLookup(message => message.ChannelId);
        var answerable = (await NextAsync(reader, answers.Length > 0, row => (ChannelId: row.GetGuid(0), Id: row.GetGuid(1)))).ToLookup(
            message => message.ChannelId,
            message => message.Id
        );
        var files = (await NextAsync(reader, attached.Length > 0, row => (Id: row.GetGuid(0), Owner: row.GetGuid(1)))).ToDictionary(
            file => file.Id,
            file => file.Owner
        );
        return channels.ToDictionary(
            channel => channel.Id,
            channel => new ChannelState(
                channel,
                [.. memberships[channel.Id]],
                [.. known[channel.Id]],
                answerable[channel.Id].ToHashSet(),
                files,
                now
            )
        );
    }

    private async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ChannelState[] states, DateTimeOffset now)
    {
        Message[] posted = [.. states.SelectMany(state => state.Posted)];
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(
                    _writeMessages,
                    MessageRow.ToJson(
                        states.SelectMany(state => state.Posted.Select(message => vault.Sealed(message, vault.KeyFor(state.Kind))))
                    )
                ),
                Command(
                    WriteChannels,
                    Array.ConvertAll(states, state => state.ChannelId),
                    Array.ConvertAll(states, state => state.LastSeq),
                    Array.ConvertAll(states, state => state.Posted.LongCount(message => !message.IsHeld)),
                    now
                ),
                Command(
                    WriteReadStates,
                    Array.ConvertAll(posted, message => message.AuthorId),
                    Array.ConvertAll(posted, message => message.ChannelId),
                    Array.ConvertAll(posted, message => message.Seq),
                    now
                ),
                Command(WritePending, posted.Where(message => !message.IsHeld).Select(message => message.Id).ToArray(), now),
                Outbox.Insert(states.SelectMany(state => state.Announced)),
            },
        };
        var files = posted.SelectMany(message => message.Attachments, (message, file) => (File: file, Message: message.Id)).ToArray();
        if (files.Length > 0)
        {
            batch.BatchCommands.Add(
                Command(WriteFiles, Array.ConvertAll(files, taken => taken.File), Array.ConvertAll(files, taken => taken.Message))
            );
        }

        // Sent in the batch, not by the transaction object: that would be one more round trip.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync();
    }

    private static async Task<List<T>> NextAsync<T>(NpgsqlDataReader reader, bool isAsked, Func<NpgsqlDataReader, T> read) =>
        isAsked && await reader.NextResultAsync() ? await ListAsync(reader, read) : [];

    private static async Task<List<T>> ListAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
