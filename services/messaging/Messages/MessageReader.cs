using System.Text.Json;
using Community.Messaging.Channels;
using Community.Messaging.Encryption;
using Community.Messaging.People;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Messages;

/// <summary>
/// Reads messages with everything that is shown of them. A read is a range of one index, because reactions and files are in the message's
/// row, and names come from memory (<see cref="PeopleNames"/>). If there is a block between author and reader, the message looks deleted:
/// its number stays, and nothing tells of the block. A message that a rule holds back looks deleted to all but its author and the place's
/// moderators. A message that moderators removed looks deleted to all. The hub reads without a particular viewer
/// (<see cref="Guid.Empty"/>), and does not send held messages to clients that may not see them.
/// </summary>
internal sealed class MessageReader(NpgsqlDataSource database, TextVault vault, PeopleNames people, TimeProvider clock)
{
    // Plain columns, so that the database reads a range and computes nothing. Facts that depend on the viewer are queried separately, and
    // only where they matter.
    private const string Columns = """
        m.id, m.channel_id, m.seq, m.author_id, m.content, m.content_html, m.reply_to, m.created_at, m.edited_at, m.deleted_at, m.client_id, m.mentions,
            m.files, m.reactions, m.is_held, m.removed_at, m.key_id
        """;

    private const string Select = $"SELECT {Columns} FROM messages m";

    private const string Before = $"{Select} WHERE m.channel_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3";

    private const string After = $"{Select} WHERE m.channel_id = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3";

    // Parts of several threads: the parameters are the threads, the numbers, and the most messages of each part.
    private const string EachBefore = $"""
        SELECT {Columns}, asked.number FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (thread_id, seq, count, number)
        CROSS JOIN LATERAL (SELECT * FROM messages WHERE channel_id = asked.thread_id AND seq < asked.seq ORDER BY seq DESC LIMIT asked.count) m
        """;

    private const string EachAfter = $"""
        SELECT {Columns}, asked.number FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (thread_id, seq, count, number)
        CROSS JOIN LATERAL (SELECT * FROM messages WHERE channel_id = asked.thread_id AND seq > asked.seq ORDER BY seq LIMIT asked.count) m
        """;

    private const string ByIds = $"{Select} WHERE m.id = ANY ($1)";

    private const string Hidden = "SELECT ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = $1)";

    private const string Given = "SELECT message_id, emoji, user_id = $2 FROM reactions WHERE message_id = ANY ($1) AND user_id = ANY ($3)";

    private const string Moderated = """
        SELECT ch.id FROM channels ch
        LEFT JOIN memberships mine ON mine.community_id = ch.community_id AND mine.user_id = $2 AND mine.is_member
        LEFT JOIN events e ON e.id = ch.event_id
        WHERE ch.id = ANY ($1) AND (mine.role IN ('owner', 'moderator') OR e.organizer_id = $2)
        """;

    /// <summary>
    /// Pages of threads for their viewers, all in the same statements; null: as far as this database knows, the viewer may not read the
    /// thread.
    /// </summary>
    public async Task<IReadOnlyList<ThreadPage?>> ThreadPagesAsync(IReadOnlyList<ThreadPageCall> calls)
    {
        var now = clock.GetUtcNow();
        var (threads, viewers) = (calls.Select(call => call.ThreadId).ToArray(), calls.Select(call => call.Viewer).ToArray());
        var forward = calls.Index().Where(call => call.Item.Query.AfterSeq is not null).Select(call => call.Index).ToArray();
        var backward = Enumerable.Range(0, calls.Count).Except(forward).ToArray();
        var memberships = new ThreadMembership?[calls.Count];
        var read = Array.ConvertAll(viewers, viewer => new ReadFor(viewer));
        await using (var connection = await database.OpenConnectionAsync())
        {
            await using (var batch = new NpgsqlBatch(connection) { BatchCommands = { ThreadMembership.Command(threads, viewers, now) } })
            {
                AddPart(batch, EachBefore, backward, call => call.Query.BeforeSeq ?? long.MaxValue);
                AddPart(batch, EachAfter, forward, call => call.Query.AfterSeq!.Value);
                await using var reader = await batch.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    var (index, membership) = ThreadMembership.Read(reader, threads, viewers, now);
                    (memberships[index], read[index].Hidden) = (membership, membership.Hidden);
                }

                foreach (var part in ((int[][])[backward, forward]).Where(part => part.Length > 0))
                {
                    await reader.NextResultAsync();
                    while (await reader.ReadAsync())
                    {
                        // Rows that were read for a viewer without the right go no further.
                        var index = part[(int)reader.Get<long>("number") - 1];
                        if (memberships[index] is { MayRead: true })
                        {
                            read[index].Rows.Add(Read(reader));
                        }
                    }
                }
            }

            await AddQuotedAsync(connection, read, CancellationToken.None);
            await AddViewersFactsAsync(connection, read, CancellationToken.None);
        }

        var names = await NamesAsync(read.SelectMany(one => one.Rows.Concat(one.Quoted.Values)), CancellationToken.None);
        return
        [
            .. memberships.Zip(
                read,
                (membership, one) => membership is { MayRead: true } ? new ThreadPage(membership.LastSeq, one.InOrder(names)) : null
            ),
        ];

        void AddPart(NpgsqlBatch batch, string sql, int[] part, Func<ThreadPageCall, long> seq)
        {
            if (part.Length > 0)
            {
                batch.BatchCommands.Add(
                    Command(
                        sql,
                        Array.ConvertAll(part, i => threads[i]),
                        Array.ConvertAll(part, i => seq(calls[i])),
                        Array.ConvertAll(part, i => calls[i].Query.Limit + 1)
                    )
                );
            }
        }
    }

    /// <summary>Messages of a channel before a number, the last ones; in the order of their numbers.</summary>
    public async Task<List<MessageView>> BeforeAsync(
        Guid channelId,
        long beforeSeq,
        int limit,
        Guid viewer,
        CancellationToken cancellationToken = default
    )
    {
        var views = await ReadAsync(Command(Before, channelId, beforeSeq, limit), viewer, cancellationToken);
        views.Reverse();
        return views;
    }

    /// <summary>Messages of a channel after a number, the first ones; in the order of their numbers.</summary>
    public Task<List<MessageView>> AfterAsync(
        Guid channelId,
        long afterSeq,
        int limit,
        Guid viewer,
        CancellationToken cancellationToken = default
    ) => ReadAsync(Command(After, channelId, afterSeq, limit), viewer, cancellationToken);

    /// <summary>Answers to a message, in the order of their numbers.</summary>
    public Task<List<MessageView>> RepliesAsync(
        Guid messageId,
        long afterSeq,
        int limit,
        Guid viewer,
        CancellationToken cancellationToken = default
    ) =>
        ReadAsync(
            Command($"{Select} WHERE m.reply_to = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3", messageId, afterSeq, limit),
            viewer,
            cancellationToken
        );

    /// <summary>Messages by their ids; ids without a message are left out.</summary>
    public async Task<Dictionary<Guid, MessageView>> ManyAsync(Guid[] ids, Guid viewer, CancellationToken cancellationToken = default) =>
        (await ByIdsAsync(ids, viewer, cancellationToken)).ToDictionary(view => view.Id);

    /// <summary>The last message of each of these channels, by the channel's id.</summary>
    public async Task<Dictionary<Guid, MessageView>> LastOfAsync(
        Guid[] channels,
        Guid viewer,
        CancellationToken cancellationToken = default
    ) =>
        (
            await ReadAsync(
                Command($"{Select} WHERE (m.channel_id, m.seq) IN (SELECT id, last_seq FROM channels WHERE id = ANY ($1))", channels),
                viewer,
                cancellationToken
            )
        ).ToDictionary(view => view.ChannelId);

    /// <summary>Several messages, in no order.</summary>
    public Task<List<MessageView>> ByIdsAsync(Guid[] ids, Guid viewer, CancellationToken cancellationToken = default) =>
        ReadAsync(Command(ByIds, ids), viewer, cancellationToken);

    /// <summary>One message.</summary>
    public async Task<MessageView?> FindAsync(Guid messageId, Guid viewer, CancellationToken cancellationToken = default) =>
        (await ReadAsync(Command($"{Select} WHERE m.id = $1", messageId), viewer, cancellationToken)).SingleOrDefault();

    /// <summary>One message with everything in it, for a moderator of the platform: only if it was reported.</summary>
    public async Task<MessageView?> FindForModeratorAsync(Guid messageId, Guid moderator, CancellationToken cancellationToken = default) =>
        (
            await ReadAsync(
                Command(Hidden, moderator),
                Command($"{Select} WHERE m.id = $1 AND m.is_reported", messageId),
                moderator,
                isForModerator: true,
                cancellationToken
            )
        ).SingleOrDefault();

    private Task<List<MessageView>> ReadAsync(NpgsqlBatchCommand command, Guid viewer, CancellationToken cancellationToken) =>
        ReadAsync(viewer == Guid.Empty ? null : Command(Hidden, viewer), command, viewer, isForModerator: false, cancellationToken);

    /// <summary>Reads messages and makes their views.</summary>
    /// <param name="hidden">Selects the people hidden from the viewer. Null: no person is hidden.</param>
    /// <param name="command">Selects the messages.</param>
    /// <param name="viewer">The reader; empty: no particular viewer.</param>
    /// <param name="isForModerator">Whether everything in the rows is shown.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async Task<List<MessageView>> ReadAsync(
        NpgsqlBatchCommand? hidden,
        NpgsqlBatchCommand command,
        Guid viewer,
        bool isForModerator,
        CancellationToken cancellationToken
    )
    {
        var read = new ReadFor(viewer);
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using (var batch = new NpgsqlBatch(connection))
            {
                if (hidden is not null)
                {
                    batch.BatchCommands.Add(hidden);
                }

                batch.BatchCommands.Add(command);
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                if (hidden is not null)
                {
                    await reader.ReadAsync(cancellationToken);
                    read.Hidden = reader.GetFieldValue<Guid[]>(0);
                    await reader.NextResultAsync(cancellationToken);
                }

                while (await reader.ReadAsync(cancellationToken))
                {
                    read.Rows.Add(Read(reader));
                }
            }

            await AddQuotedAsync(connection, [read], cancellationToken);
            await AddViewersFactsAsync(connection, [read], cancellationToken);
        }

        var names = await NamesAsync(read.Rows.Concat(read.Quoted.Values), cancellationToken);
        return read.Rows.ConvertAll(row => read.ViewOf(row, names, isForModerator));
    }

    /// <summary>
    /// Adds the messages that replies answer, in one round trip for all viewers; those on the same page are there already. A reply is in
    /// the channel of its message, so a viewer who may read the one may read the other.
    /// </summary>
    private async Task AddQuotedAsync(NpgsqlConnection connection, ReadFor[] all, CancellationToken cancellationToken)
    {
        var missing = new HashSet<Guid>();
        foreach (var read in all)
        {
            var page = read.Rows.ToDictionary(row => row.Id);
            foreach (var id in read.Rows.Select(row => row.View.ReplyTo).OfType<Guid>())
            {
                if (page.TryGetValue(id, out var quoted))
                {
                    read.Quoted[id] = quoted;
                }
                else
                {
                    missing.Add(id);
                }
            }
        }

        if (missing.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(ByIds, missing.ToArray()) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = Read(reader);
            found[row.Id] = row;
        }

        foreach (var read in all)
        {
            foreach (var id in read.Rows.Select(row => row.View.ReplyTo).OfType<Guid>())
            {
                if (found.TryGetValue(id, out var quoted))
                {
                    read.Quoted[id] = quoted;
                }
            }
        }
    }

    /// <summary>
    /// Adds the facts that only viewers of some messages need, in one round trip for all of them: of messages with reactions, those of the
    /// viewer and of the people hidden from the viewer; of channels in which messages of others are held back, whether the viewer moderates
    /// them.
    /// </summary>
    private static async Task AddViewersFactsAsync(NpgsqlConnection connection, ReadFor[] all, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        List<Action<NpgsqlDataReader>> results = [];
        foreach (var read in all)
        {
            Guid[] reacted = [.. read.Rows.Where(row => row.Reactions.Count > 0).Select(row => row.Id)];
            if (reacted.Length > 0)
            {
                batch.BatchCommands.Add(Command(Given, reacted, read.Viewer, (Guid[])[read.Viewer, .. read.Hidden]));
                results.Add(row => read.Given.Add((row.GetGuid(0), new(row.GetString(1), row.GetBoolean(2)))));
            }

            Guid[] held =
            [
                .. read
                    .Rows.Concat(read.Quoted.Values)
                    .Where(row => row.IsHeld && row.AuthorId != read.Viewer)
                    .Select(row => row.View.ChannelId)
                    .Distinct(),
            ];
            if (held.Length > 0)
            {
                batch.BatchCommands.Add(Command(Moderated, held, read.Viewer));
                results.Add(row => read.Moderated.Add(row.GetGuid(0)));
            }
        }

        if (results.Count == 0)
        {
            return;
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var add in results)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                add(reader);
            }

            await reader.NextResultAsync(cancellationToken);
        }
    }

    private ValueTask<IReadOnlyDictionary<Guid, AuthorView>> NamesAsync(IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        var named = new HashSet<Guid>();
        foreach (var row in rows)
        {
            named.Add(row.AuthorId);
            named.UnionWith(row.Mentions);
        }

        return people.FindAsync(named, cancellationToken);
    }

    private Row Read(NpgsqlDataReader row)
    {
        var (id, keyId, editedAt) = (row.Get<Guid>("id"), row.GetTextOrNull("key_id"), row.GetOrNull<DateTimeOffset>("edited_at"));
        var (isHeld, isRemoved) = (row.Get<bool>("is_held"), !row.IsNull("removed_at"));
        var view = new MessageView(
            id,
            row.Get<Guid>("channel_id"),
            row.Get<long>("seq"),
            row.Get<Guid>("author_id"),
            Author: null,
            vault.Open(keyId, id, TextVault.Content, row.Get<string>("content")),
            vault.Open(keyId, id, TextVault.Html, row.Get<string>("content_html")),
            row.GetOrNull<Guid>("reply_to"),
            List<AttachmentView>(row, "files"),
            Mentions: [],
            Reactions: [],
            row.Get<DateTimeOffset>("created_at"),
            editedAt,
            editedAt is not null,
            !row.IsNull("deleted_at"),
            row.GetTextOrNull("client_id"),
            isRemoved ? MessageView.Removed
                : isHeld ? MessageView.Held
                : null
        );
        return new(view, row.Get<Guid[]>("mentions"), List<CountedReaction>(row, "reactions"), isHeld);
    }

    private static ViewerCommand HiddenFrom(Guid viewer) => new(Command(Hidden, viewer), row => new(row.GetFieldValue<Guid[]>(0), 0));

    private static List<T> List<T>(NpgsqlDataReader row, string column) =>
        row.GetTextOrNull(column) is { } json ? JsonSerializer.Deserialize<List<T>>(json, ServiceJson.Options)! : [];

    /// <summary>A statement for the facts about a viewer, and how its row is read; null: the viewer may not read here.</summary>
    private sealed record ViewerCommand(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, ViewerFacts?> Read);

    /// <summary>The people hidden from a viewer, and a number that the caller asked for.</summary>
    private sealed record ViewerFacts(Guid[] Hidden, long Number);

    /// <summary>An emoji in the message's row, and how many people gave it.</summary>
    private sealed record CountedReaction(string Emoji, int Count);

    /// <summary>A reaction by the viewer, or by a person who is hidden from the viewer.</summary>
    private sealed record GivenReaction(string Emoji, bool IsOwn);

    /// <summary>Messages that were read for a viewer, with the facts that depend on the viewer.</summary>
    private sealed class ReadFor(Guid viewer)
    {
        public Guid Viewer => viewer;

        /// <summary>The people hidden from the viewer.</summary>
        public Guid[] Hidden { get; set; } = [];

        public List<Row> Rows { get; } = [];

        /// <summary>The messages that these answer, by their ids.</summary>
        public Dictionary<Guid, Row> Quoted { get; } = [];

        /// <summary>Reactions by the viewer and by people hidden from the viewer, with their messages.</summary>
        public List<(Guid MessageId, GivenReaction Reaction)> Given { get; } = [];

        /// <summary>Channels that the viewer moderates, of those with held messages of others.</summary>
        public HashSet<Guid> Moderated { get; } = [];

        public MessageView ViewOf(Row row, IReadOnlyDictionary<Guid, AuthorView> names, bool isForModerator)
        {
            var view = row.ViewFor(
                viewer,
                Hidden,
                Given.Where(given => given.MessageId == row.Id).Select(given => given.Reaction),
                Moderated,
                names,
                isForModerator
            );
            return view.IsDeleted || view.ReplyTo is not { } answered || !Quoted.TryGetValue(answered, out var quoted)
                ? view
                : view with
                {
                    // A moderator's right to see a reported message does not extend to the message that it answers.
                    Quote = QuoteView.Of(quoted.ViewFor(viewer, Hidden, [], Moderated, names, isForModerator: false)),
                };
        }

        /// <summary>The views in the order of the numbers.</summary>
        public List<MessageView> InOrder(IReadOnlyDictionary<Guid, AuthorView> names)
        {
            Rows.Sort((one, other) => one.View.Seq.CompareTo(other.View.Seq));
            return Rows.ConvertAll(row => ViewOf(row, names, isForModerator: false));
        }
    }

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
            Guid viewer,
            Guid[] hidden,
            IEnumerable<GivenReaction> given,
            HashSet<Guid> moderated,
            IReadOnlyDictionary<Guid, AuthorView> names,
            bool isForModerator
        )
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
            [
                .. Reactions
                    .Select(all => new ReactionView(
                        all.Emoji,
                        all.Count - given.Count(one => !one.IsOwn && one.Emoji == all.Emoji),
                        given.Any(one => one.IsOwn && one.Emoji == all.Emoji)
                    ))
                    .Where(seen => seen.Count > 0),
            ];
    }
}
