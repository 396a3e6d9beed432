using System.Text.Json;
using Community.Messaging.Encryption;
using Community.ServiceDefaults.Json;
using Npgsql;

namespace Community.Messaging.Messages;

/// <summary>
/// Reads messages with everything that is shown of them, in one statement for any number. What somebody wrote with whom there is a block
/// looks deleted, to both: a number without a hole, and nothing that tells of the block. So does what a rule keeps back, but to its author and those
/// who moderate; and what moderators removed, to all. The hub reads for nobody (<see cref="Guid.Empty"/>), and keeps what is
/// kept back from those it is not for.
/// </summary>
internal sealed class MessageReader(NpgsqlDataSource database, TextVault vault)
{
    private const string Select =
        """
        SELECT m.id, m.channel_id, m.seq, m.author_id, m.content, m.content_html, m.reply_to, m.created_at, m.edited_at, m.deleted_at IS NOT NULL, m.client_id,
            p.username, p.full_name, p.picture_url, m.author_id = ANY (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $1)),
            (SELECT json_agg(json_build_object('id', a.id, 'name', a.name, 'content_type', a.content_type, 'byte_count', a.byte_count) ORDER BY array_position(m.attachments, a.id))
                FROM attachments a WHERE a.message_id = m.id),
            (SELECT json_agg(json_build_object('user_id', n.id, 'username', n.username) ORDER BY array_position(m.mentions, n.id))
                FROM people n WHERE n.id = ANY (m.mentions) AND n.username IS NOT NULL
                    AND n.id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $1))),
            (SELECT json_agg(json_build_object('emoji', r.emoji, 'count', r.count, 'reacted', r.reacted) ORDER BY r.first, r.emoji)
                FROM (SELECT emoji, count(*) AS count, bool_or(user_id = $1) AS reacted, min(created_at) AS first FROM reactions
                    WHERE message_id = m.id AND user_id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $1)) GROUP BY emoji) r),
            m.is_held, m.removed_at IS NOT NULL,
            CASE WHEN m.is_held AND m.author_id <> $1 AND $1 <> '00000000-0000-0000-0000-000000000000' THEN EXISTS (
                SELECT FROM channels ch
                LEFT JOIN memberships mine ON mine.community_id = ch.community_id AND mine.user_id = $1 AND mine.is_member
                LEFT JOIN events e ON e.id = ch.event_id
                WHERE ch.id = m.channel_id AND (mine.role IN ('owner', 'moderator') OR e.organizer_id = $1)) ELSE true END,
            m.key_id
        FROM messages m LEFT JOIN people p ON p.id = m.author_id
        """;

    /// <summary>Messages of a channel before a number, the last ones; in the order of their numbers.</summary>
    public async Task<List<MessageView>> BeforeAsync(Guid channelId, long beforeSeq, int limit, Guid viewer, CancellationToken cancel = default)
    {
        var views = await ReadAsync($"{Select} WHERE m.channel_id = $2 AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4", cancel, viewer, channelId, beforeSeq, limit);
        views.Reverse();
        return views;
    }

    /// <summary>Messages of a channel after a number, the first ones; in the order of their numbers.</summary>
    public Task<List<MessageView>> AfterAsync(Guid channelId, long afterSeq, int limit, Guid viewer, CancellationToken cancel = default) =>
        ReadAsync($"{Select} WHERE m.channel_id = $2 AND m.seq > $3 ORDER BY m.seq LIMIT $4", cancel, viewer, channelId, afterSeq, limit);

    /// <summary>Several for nobody in particular, in a batch of who has just written them: <see cref="ReadAllAsync"/> reads the answer.</summary>
    public static NpgsqlBatchCommand CommandMany(Guid[] ids) => new($"{Select} WHERE m.id = ANY ($2)")
    {
        Parameters = { new NpgsqlParameter<Guid> { TypedValue = Guid.Empty }, new NpgsqlParameter<Guid[]> { TypedValue = ids } },
    };

    /// <summary>Answers to a message, in the order of their numbers.</summary>
    public Task<List<MessageView>> RepliesAsync(Guid messageId, long afterSeq, int limit, Guid viewer, CancellationToken cancel = default) =>
        ReadAsync($"{Select} WHERE m.reply_to = $2 AND m.seq > $3 ORDER BY m.seq LIMIT $4", cancel, viewer, messageId, afterSeq, limit);

    /// <summary>Messages by their ids; those that are not there are left out.</summary>
    public async Task<Dictionary<Guid, MessageView>> ManyAsync(Guid[] ids, Guid viewer, CancellationToken cancel = default) =>
        (await ReadAsync($"{Select} WHERE m.id = ANY ($2)", cancel, viewer, ids)).ToDictionary(view => view.Id);

    /// <summary>The last message of each of these channels, by the channel's id.</summary>
    public async Task<Dictionary<Guid, MessageView>> LastOfAsync(Guid[] channels, Guid viewer, CancellationToken cancel = default) =>
        (await ReadAsync(
            $"{Select} WHERE (m.channel_id, m.seq) IN (SELECT id, last_seq FROM channels WHERE id = ANY ($2))", cancel, viewer, channels))
        .ToDictionary(view => view.ChannelId);

    /// <summary>Several, in no order.</summary>
    public Task<List<MessageView>> ByIdsAsync(Guid[] ids, Guid viewer, CancellationToken cancel = default) =>
        ReadAsync($"{Select} WHERE m.id = ANY ($2)", cancel, viewer, ids);

    /// <summary>One of them.</summary>
    public async Task<MessageView?> FindAsync(Guid messageId, Guid viewer, CancellationToken cancel = default) =>
        (await ReadAsync($"{Select} WHERE m.id = $2", cancel, viewer, messageId)).SingleOrDefault();

    /// <summary>One of them with all that it says, for a moderator of the platform: what was reported, and nothing else.</summary>
    public async Task<MessageView?> FindForModeratorAsync(Guid messageId, Guid moderator, CancellationToken cancel = default) =>
        (await ReadAsync($"{Select} WHERE m.id = $2 AND m.is_reported", isForModerator: true, cancel, moderator, messageId)).SingleOrDefault();

    private Task<List<MessageView>> ReadAsync(string sql, CancellationToken cancel, params object[] values) =>
        ReadAsync(sql, isForModerator: false, cancel, values);

    private async Task<List<MessageView>> ReadAsync(string sql, bool isForModerator, CancellationToken cancel, params object[] values)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await ReadAllAsync(reader, vault, isForModerator, cancel);
    }

    public static async Task<List<MessageView>> ReadAllAsync(NpgsqlDataReader reader, TextVault vault, bool isForModerator = false, CancellationToken cancel = default)
    {
        var views = new List<MessageView>();
        while (await reader.ReadAsync(cancel))
        {
            views.Add(Read(reader, vault, isForModerator));
        }

        return views;
    }

    private static MessageView Read(NpgsqlDataReader row, TextVault vault, bool isForModerator)
    {
        var (authorId, editedAt) = (row.GetGuid(3), row.IsDBNull(8) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(8));
        var (id, keyId) = (row.GetGuid(0), Text(row, 21));
        var view = new MessageView(
            id, row.GetGuid(1), row.GetInt64(2), authorId,
            row.IsDBNull(11) ? null : new AuthorView(authorId, row.GetString(11), Text(row, 12), Text(row, 13)),
            vault.Open(keyId, id, TextVault.Content, row.GetString(4)), vault.Open(keyId, id, TextVault.Html, row.GetString(5)), row.IsDBNull(6) ? null : row.GetGuid(6),
            List<AttachmentView>(row, 15), List<MentionView>(row, 16), List<ReactionView>(row, 17),
            row.GetFieldValue<DateTimeOffset>(7), editedAt, editedAt is not null, row.GetBoolean(9), Text(row, 10),
            row.GetBoolean(19) ? MessageView.Removed : row.GetBoolean(18) ? MessageView.Held : null);
        return isForModerator ? view
            : row.GetBoolean(14) || !row.GetBoolean(20) ? view.AsTombstone()
            : view.Moderation == MessageView.Removed ? view.AsDeleted()
            : view;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> List<T>(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : JsonSerializer.Deserialize<List<T>>(row.GetString(column), ServiceJson.Options)!;
}
