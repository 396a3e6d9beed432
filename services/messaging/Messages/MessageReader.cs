using System.Text.Json;
using Community.Messaging.Channels;
using Community.Messaging.Encryption;
using Community.Messaging.People;
using Community.Platform.Http.Json;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Messages;

/// <summary>
/// Reads messages with everything that is shown of them. A read is a range of one index, because reactions and files are in the message's row, and names
/// come from memory (<see cref="PeopleNames"/>). If there is a block between author and reader, the message looks deleted: its number stays, and nothing
/// tells of the block. A message that a rule holds back looks deleted to all but its author and the place's moderators. A message that moderators removed
/// looks deleted to everyone. The hub reads for no one in particular (<see cref="Guid.Empty"/>), and does not send held messages to clients that may not
/// see them.
/// </summary>
internal sealed class MessageReader(NpgsqlDataSource database, TextVault vault, PeopleNames people, TimeProvider clock)
{
    // Plain columns, so that the database reads a range and computes nothing. Facts that depend on the viewer are queried separately, and only where they
    // matter.
    private const string Select =
        """
        SELECT m.id, m.channel_id, m.seq, m.author_id, m.content, m.content_html, m.reply_to, m.created_at, m.edited_at, m.deleted_at, m.client_id, m.mentions,
            m.files, m.reactions, m.is_held, m.removed_at, m.key_id
        FROM messages m
        """;

    private const string Before = $"{Select} WHERE m.channel_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3";
    private const string After = $"{Select} WHERE m.channel_id = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3";
    private const string ByIds = $"{Select} WHERE m.id = ANY ($1)";

    private const string Hidden = "SELECT ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $1)";

    private const string Given = "SELECT message_id, emoji, user_id = $2 FROM reactions WHERE message_id = ANY ($1) AND user_id = ANY ($3)";

    private const string Moderated =
        """
        SELECT ch.id FROM channels ch
        LEFT JOIN memberships mine ON mine.community_id = ch.community_id AND mine.user_id = $2 AND mine.is_member
        LEFT JOIN events e ON e.id = ch.event_id
        WHERE ch.id = ANY ($1) AND (mine.role IN ('owner', 'moderator') OR e.organizer_id = $2)
        """;

    private static readonly string ReadableThread =
        $"""
        SELECT ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $2), ch.last_seq FROM channels ch
        WHERE ch.id = $1 AND ch.kind = 'thread' AND {ReadableChannels.MayRead("ch", "$2", "$3")}
        """;

    /// <summary>
    /// A part of a thread with one message more than asked for, and the thread's last number, in one round trip. Null: the thread does not exist, or the
    /// viewer may not read it as far as this database knows; then <see cref="ChannelAccess"/> asks further.
    /// </summary>
    public async Task<(long LastSeq, List<MessageView> Messages)?> FindInThreadAsync(Guid threadId, HistoryQuery query, Guid viewer, CancellationToken cancel)
    {
        var page = query.AfterSeq is { } after
            ? Command(After, threadId, after, query.Limit + 1)
            : Command(Before, threadId, query.BeforeSeq ?? long.MaxValue, query.Limit + 1);
        if (await ReadAsync(Command(ReadableThread, threadId, viewer, clock.GetUtcNow()), page, viewer, isForModerator: false, cancel) is not var (lastSeq, views))
        {
            return null;
        }

        if (query.AfterSeq is null)
        {
            views.Reverse();
        }

        return (lastSeq, views);
    }

    /// <summary>Messages of a channel before a number, the last ones; in the order of their numbers.</summary>
    public async Task<List<MessageView>> BeforeAsync(Guid channelId, long beforeSeq, int limit, Guid viewer, CancellationToken cancel = default)
    {
        var views = await ReadAsync(Command(Before, channelId, beforeSeq, limit), viewer, cancel);
        views.Reverse();
        return views;
    }

    /// <summary>Messages of a channel after a number, the first ones; in the order of their numbers.</summary>
    public Task<List<MessageView>> AfterAsync(Guid channelId, long afterSeq, int limit, Guid viewer, CancellationToken cancel = default) =>
        ReadAsync(Command(After, channelId, afterSeq, limit), viewer, cancel);

    /// <summary>Answers to a message, in the order of their numbers.</summary>
    public Task<List<MessageView>> RepliesAsync(Guid messageId, long afterSeq, int limit, Guid viewer, CancellationToken cancel = default) =>
        ReadAsync(Command($"{Select} WHERE m.reply_to = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3", messageId, afterSeq, limit), viewer, cancel);

    /// <summary>Messages by their ids; ids without a message are left out.</summary>
    public async Task<Dictionary<Guid, MessageView>> ManyAsync(Guid[] ids, Guid viewer, CancellationToken cancel = default) =>
        (await ByIdsAsync(ids, viewer, cancel)).ToDictionary(view => view.Id);

    /// <summary>The last message of each of these channels, by the channel's id.</summary>
    public async Task<Dictionary<Guid, MessageView>> LastOfAsync(Guid[] channels, Guid viewer, CancellationToken cancel = default) =>
        (await ReadAsync(
            Command($"{Select} WHERE (m.channel_id, m.seq) IN (SELECT id, last_seq FROM channels WHERE id = ANY ($1))", channels), viewer, cancel))
        .ToDictionary(view => view.ChannelId);

    /// <summary>Several messages, in no order.</summary>
    public Task<List<MessageView>> ByIdsAsync(Guid[] ids, Guid viewer, CancellationToken cancel = default) => ReadAsync(Command(ByIds, ids), viewer, cancel);

    /// <summary>One message.</summary>
    public async Task<MessageView?> FindAsync(Guid messageId, Guid viewer, CancellationToken cancel = default) =>
        (await ReadAsync(Command($"{Select} WHERE m.id = $1", messageId), viewer, cancel)).SingleOrDefault();

    /// <summary>One message with everything in it, for a moderator of the platform: only if it was reported.</summary>
    public async Task<MessageView?> FindForModeratorAsync(Guid messageId, Guid moderator, CancellationToken cancel = default) =>
        (await ReadAsync(
            Command(Hidden, moderator), Command($"{Select} WHERE m.id = $1 AND m.is_reported", messageId), moderator, isForModerator: true, cancel))!.Value
        .Views.SingleOrDefault();

    private async Task<List<MessageView>> ReadAsync(NpgsqlBatchCommand command, Guid viewer, CancellationToken cancel) =>
        (await ReadAsync(viewer == Guid.Empty ? null : Command(Hidden, viewer), command, viewer, isForModerator: false, cancel))!.Value.Views;

    /// <summary>Reads messages and makes their views.</summary>
    /// <param name="first">
    /// Selects the people hidden from the viewer, and perhaps a number; if it has no row, the answer is null. Null: no person is hidden.
    /// </param>
    /// <param name="second">Selects the messages.</param>
    /// <param name="viewer">The reader; empty: no one in particular.</param>
    /// <param name="isForModerator">Whether everything in the rows is shown.</param>
    /// <param name="cancel">Ends the reading.</param>
    private async Task<(long Number, List<MessageView> Views)?> ReadAsync(
        NpgsqlBatchCommand? first, NpgsqlBatchCommand second, Guid viewer, bool isForModerator, CancellationToken cancel)
    {
        List<Row> rows = [];
        var (hidden, number) = (Array.Empty<Guid>(), 0L);
        ILookup<Guid, GivenReaction> given;
        HashSet<Guid> moderated;
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            await using (var batch = new NpgsqlBatch(connection))
            {
                if (first is not null)
                {
                    batch.BatchCommands.Add(first);
                }

                batch.BatchCommands.Add(second);
                await using var reader = await batch.ExecuteReaderAsync(cancel);
                if (first is not null)
                {
                    if (!await reader.ReadAsync(cancel))
                    {
                        return null;
                    }

                    (hidden, number) = (reader.GetFieldValue<Guid[]>(0), reader.FieldCount > 1 ? reader.GetInt64(1) : 0);
                    await reader.NextResultAsync(cancel);
                }

                while (await reader.ReadAsync(cancel))
                {
                    rows.Add(Read(reader));
                }
            }

            given = await GivenAsync(connection, rows, viewer, hidden, cancel);
            moderated = await ModeratedAsync(connection, rows, viewer, cancel);
        }

        var names = await NamesAsync(rows, cancel);
        return (number, rows.ConvertAll(row => row.ViewFor(viewer, hidden, given[row.Id], moderated, names, isForModerator)));
    }

    /// <summary>The reactions of the viewer and of the people hidden from the viewer.</summary>
    private static async Task<ILookup<Guid, GivenReaction>> GivenAsync(
        NpgsqlConnection connection, List<Row> rows, Guid viewer, Guid[] hidden, CancellationToken cancel)
    {
        Guid[] reacted = viewer == Guid.Empty ? [] : [.. rows.Where(row => row.Reactions.Count > 0).Select(row => row.Id)];
        List<(Guid Id, GivenReaction Reaction)> given = [];
        if (reacted.Length > 0)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(Given, reacted, viewer, (Guid[])[viewer, .. hidden]) } };
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                given.Add((reader.GetGuid(0), new(reader.GetString(1), reader.GetBoolean(2))));
            }
        }

        return given.ToLookup(one => one.Id, one => one.Reaction);
    }

    /// <summary>Of the channels in which messages of others are held back, those that the viewer moderates.</summary>
    private static async Task<HashSet<Guid>> ModeratedAsync(NpgsqlConnection connection, List<Row> rows, Guid viewer, CancellationToken cancel)
    {
        Guid[] held = viewer == Guid.Empty ? [] : [.. rows.Where(row => row.IsHeld && row.AuthorId != viewer).Select(row => row.View.ChannelId).Distinct()];
        HashSet<Guid> moderated = [];
        if (held.Length > 0)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(Moderated, held, viewer) } };
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                moderated.Add(reader.GetGuid(0));
            }
        }

        return moderated;
    }

    private ValueTask<IReadOnlyDictionary<Guid, AuthorView>> NamesAsync(List<Row> rows, CancellationToken cancel)
    {
        var named = new HashSet<Guid>();
        foreach (var row in rows)
        {
            named.Add(row.AuthorId);
            named.UnionWith(row.Mentions);
        }

        return people.FindAsync(named, cancel);
    }

    private Row Read(NpgsqlDataReader row)
    {
        var (id, keyId, editedAt) = (row.GetGuid(0), Text(row, 16), row.IsDBNull(8) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(8));
        var (isHeld, isRemoved) = (row.GetBoolean(14), !row.IsDBNull(15));
        var view = new MessageView(
            id, row.GetGuid(1), row.GetInt64(2), row.GetGuid(3), Author: null,
            vault.Open(keyId, id, TextVault.Content, row.GetString(4)), vault.Open(keyId, id, TextVault.Html, row.GetString(5)), row.IsDBNull(6) ? null : row.GetGuid(6),
            List<AttachmentView>(row, 12), Mentions: [], Reactions: [],
            row.GetFieldValue<DateTimeOffset>(7), editedAt, editedAt is not null, !row.IsDBNull(9), Text(row, 10),
            isRemoved ? MessageView.Removed : isHeld ? MessageView.Held : null);
        return new(view, row.GetFieldValue<Guid[]>(11), List<CountedReaction>(row, 13), isHeld);
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> List<T>(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? [] : JsonSerializer.Deserialize<List<T>>(row.GetString(column), ServiceJson.Options)!;

    /// <summary>An emoji in the message's row, and how many people gave it.</summary>
    private sealed record CountedReaction(string Emoji, int Count);

    /// <summary>A reaction by the viewer, or by a person who is hidden from the viewer.</summary>
    private sealed record GivenReaction(string Emoji, bool IsOwn);

    /// <summary>A row as it was read, the same for every viewer.</summary>
    /// <param name="View">Without author, mentions and reactions.</param>
    /// <param name="Mentions">All people mentioned in it.</param>
    /// <param name="Reactions">The counts over all people.</param>
    /// <param name="IsHeld">A rule holds it back.</param>
    private sealed record Row(MessageView View, Guid[] Mentions, List<CountedReaction> Reactions, bool IsHeld)
    {
        public Guid Id => View.Id;

        public Guid AuthorId => View.AuthorId;

        public MessageView ViewFor(
            Guid viewer, Guid[] hidden, IEnumerable<GivenReaction> given, HashSet<Guid> moderated, IReadOnlyDictionary<Guid, AuthorView> names, bool isForModerator)
        {
            var isKeptBack = IsHeld && AuthorId != viewer && viewer != Guid.Empty && !moderated.Contains(View.ChannelId);
            if (!isForModerator && (isKeptBack || hidden.Contains(AuthorId)))
            {
                return View.AsTombstone();
            }

            var view = View.NamedBy(names, hidden.Length == 0 ? Mentions : Array.FindAll(Mentions, id => !hidden.Contains(id)));
            view = Reactions.Count == 0 ? view : view with { Reactions = SeenBy([.. given]) };
            return view.Moderation == MessageView.Removed && !isForModerator ? view.AsDeleted() : view;
        }

        private List<ReactionView> SeenBy(GivenReaction[] given) =>
            [.. Reactions
                .Select(all => new ReactionView(
                    all.Emoji, all.Count - given.Count(one => !one.IsOwn && one.Emoji == all.Emoji), given.Any(one => one.IsOwn && one.Emoji == all.Emoji)))
                .Where(seen => seen.Count > 0)];
    }
}
