using Community.Messaging.Messages;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>
/// A channel's topic on this instance: delivers its messages in the order of their numbers, each once, from wherever they come (this
/// instance, another one, the database).
/// <para>
/// A message that comes early waits for those before it. A gap gets a moment to fill by itself and is then read from the database: when a
/// number is committed, all lower numbers were committed before, so that the missing ones are certain to be there. One thread at a time
/// delivers.
/// </para>
/// A direct conversation's messages go to every connection of the two people, with or without a subscription.
/// </summary>
internal sealed class ChannelTopic : Topic, IThreadPoolWorkItem
{
    private const int MostEarly = 2_000;
    private const int LargestBatch = 200;
    private const int MostDeliveredChanges = 1_000;
    private const string LastChanges = """
        SELECT m.id, c.id FROM unnest($1) AS m (id)
            CROSS JOIN LATERAL (SELECT id FROM message_changes WHERE message_id = m.id ORDER BY id DESC LIMIT 1) AS c
        """;
    private static readonly TimeSpan HolePatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TypingLasts = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(1);

    private readonly ChannelFact _channel;
    private readonly ClientConnections _clients;
    private readonly MessageReader _messages;
    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <summary>Taken before the gate; only its holder sends messages.</summary>
    private readonly Lock _delivering = new();
    private readonly Dictionary<long, MessageView> _early = [];
    private readonly Dictionary<Guid, ChangeKind> _changed = [];

    /// <summary>The last change that was delivered, of messages that <see cref="MissedChanges"/> has not compared yet.</summary>
    private readonly Dictionary<Guid, long> _deliveredChanges = [];
    private readonly Dictionary<Guid, long> _typists = [];
    private long? _delivered;
    private long _known;
    private long _lastUsed;
    private bool _isDelivering;
    private bool _isRepairing;
    private bool _isDeliveringChanges;

    /// <summary>A channel's topic.</summary>
    /// <param name="delivered">The number up to which all clients have the messages; null: it is set later.</param>
    public ChannelTopic(
        ChannelFact channel,
        long? delivered,
        ClientConnections clients,
        MessageReader messages,
        NpgsqlDataSource database,
        TimeProvider clock,
        ILogger logger
    )
        : base(channel.Id)
    {
        (_channel, _delivered, _clients, _messages, _database, _clock, _logger) = (
            channel,
            delivered,
            clients,
            messages,
            database,
            clock,
            logger
        );
        _lastUsed = clock.GetTimestamp();
    }

    public ChannelFact Channel => _channel;

    /// <summary>The number up to which messages were delivered; null: not known yet.</summary>
    public long? Delivered
    {
        get
        {
            lock (Gate)
            {
                return _delivered;
            }
        }
    }

    /// <summary>Whether no delivery is pending.</summary>
    public bool IsIdle
    {
        get
        {
            lock (Gate)
            {
                return !_isDelivering && !_isDeliveringChanges && _early.Count == 0;
            }
        }
    }

    // A conversation without subscriptions still has an audience; once it has been quiet for long, the next message opens it again.
    protected override bool IsKeptOpen => _channel.IsDirect && _clock.GetElapsedTime(_lastUsed) < IdleFor;

    /// <summary>Keeps the topic open for a while; false: it has closed.</summary>
    public bool TryUse()
    {
        lock (Gate)
        {
            _lastUsed = _clock.GetTimestamp();
            return !IsClosed;
        }
    }

    /// <summary>Sets the number up to which messages are old.</summary>
    public void BeginAfter(long seq)
    {
        lock (Gate)
        {
            _delivered ??= seq;
            foreach (var old in _early.Keys.Where(key => key <= _delivered).ToArray())
            {
                _early.Remove(old);
            }

            Wake();
            DeliverChanges();
        }
    }

    /// <summary>Takes messages, in any order and any number of times.</summary>
    public void Take(IReadOnlyList<MessageView> messages)
    {
        lock (Gate)
        {
            _lastUsed = _clock.GetTimestamp();
            foreach (var message in messages)
            {
                // A waiting message may already have a later change in it.
                if (!(message.Seq <= _delivered) && _early.TryAdd(message.Seq, message))
                {
                    _known = Math.Max(_known, message.Seq);
                }
            }

            if (_early.Count > MostEarly)
            {
                // They are in the database, and are read from there in order.
                _early.Clear();
            }

            Wake();
        }
    }

    /// <summary>There are messages up to this number.</summary>
    public Task ReachAsync(long lastSeq)
    {
        bool isWanting;
        lock (Gate)
        {
            _known = Math.Max(_known, lastSeq);
            isWanting = IsWanting();
        }

        return isWanting ? RepairAsync(TimeSpan.Zero) : Task.CompletedTask;
    }

    /// <summary>Delivers a change of a message.</summary>
    public void Change(Guid messageId, ChangeKind kind)
    {
        lock (Gate)
        {
            _lastUsed = _clock.GetTimestamp();
            Add(messageId, kind);
            DeliverChanges();
        }
    }

    /// <summary>Delivers changes again whose delivery failed; nothing happens if there are none.</summary>
    public void RetryChanges()
    {
        lock (Gate)
        {
            DeliverChanges();
        }
    }

    /// <summary>Whether a change of a message was delivered, by its number in <c>message_changes</c>. Each is asked once.</summary>
    public bool HasDelivered(Guid messageId, long change)
    {
        lock (Gate)
        {
            if (!_deliveredChanges.TryGetValue(messageId, out var last) || last < change)
            {
                return false;
            }

            if (last == change)
            {
                _deliveredChanges.Remove(messageId);
            }

            return true;
        }
    }

    /// <summary>A user types; this ends by itself if it is not repeated.</summary>
    public void Type(Guid userId, string connectionId, AuthorView? person)
    {
        bool isNew;
        lock (Gate)
        {
            isNew = !_typists.ContainsKey(userId);
            _typists[userId] = _clock.GetTimestamp();
        }

        if (isNew)
        {
            Deliver(new HubEvent(nameof(ICommunityClient.Typing), new ChannelPersonView(Id, userId, person), userId, connectionId));
        }
    }

    public void StopTyping(Guid userId)
    {
        bool typed;
        lock (Gate)
        {
            typed = _typists.Remove(userId);
        }

        if (typed)
        {
            Deliver(new HubEvent(nameof(ICommunityClient.StopTyping), new ChannelPersonView(Id, userId), userId));
        }
    }

    public void EndTyping()
    {
        Guid[] silent;
        lock (Gate)
        {
            silent =
                _typists.Count == 0
                    ? []
                    : [.. _typists.Where(typist => _clock.GetElapsedTime(typist.Value) >= TypingLasts).Select(typist => typist.Key)];
        }

        Array.ForEach(silent, StopTyping);
    }

    /// <summary>Delivers due messages, on a thread of the pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        while (DeliverNext()) { }
    }

    private bool DeliverNext()
    {
        lock (_delivering)
        {
            Batch? batch;
            (Subscription[] Subscriptions, List<ClientConnection> Others) audience;
            lock (Gate)
            {
                batch = TakeDue();
                if (batch is null)
                {
                    _isDelivering = false;
                    Wake();
                    return false;
                }

                audience = Audience();
            }

            foreach (var author in batch.Messages.Select(message => message.AuthorId).Distinct())
            {
                StopTyping(author);
            }

            DeliverTo(audience, batch);
            RealtimeMetrics.Delivered.Add(batch.Messages.Count * (audience.Subscriptions.Length + audience.Others.Count));
            return true;
        }
    }

    private Batch? TakeDue()
    {
        var due = new List<MessageView>();
        while (due.Count < LargestBatch && _early.Remove((_delivered ?? 0) + 1, out var next))
        {
            due.Add(next);
            _delivered = next.Seq;
        }

        return due.Count > 0 ? new(due) : null;
    }

    /// <summary>The subscriptions, and in a conversation all other connections of the two people.</summary>
    private (Subscription[] Subscriptions, List<ClientConnection> Others) Audience()
    {
        List<ClientConnection> others = [];
        if (_channel.IsDirect)
        {
            others.AddRange(_clients.Of(_channel.LowId!.Value).Where(client => !IsTakenBy(client.Id)));
            others.AddRange(_clients.Of(_channel.HighId!.Value).Where(client => !IsTakenBy(client.Id)));
        }

        return (Subscriptions, others);
    }

    private static void DeliverTo((Subscription[] Subscriptions, List<ClientConnection> Others) audience, Delivery delivery)
    {
        foreach (var subscription in audience.Subscriptions)
        {
            subscription.Offer(delivery);
        }

        foreach (var client in audience.Others)
        {
            if (delivery.For(client, 0) is { } frame)
            {
                client.Send(frame);
            }
        }
    }

    // Under the gate.
    private void Wake()
    {
        if (_delivered is not { } delivered || _isDelivering)
        {
            return;
        }

        if (_early.ContainsKey(delivered + 1))
        {
            _isDelivering = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (IsWanting() && !_isRepairing)
        {
            _ = RepairAsync(HolePatience);
        }
    }

    // Under the gate: a message is missing that is not in the early ones.
    private bool IsWanting() => _delivered is { } delivered && delivered < _known && !_early.ContainsKey(delivered + 1);

    private async Task RepairAsync(TimeSpan patience)
    {
        lock (Gate)
        {
            if (_isRepairing)
            {
                return;
            }

            _isRepairing = true;
        }

        try
        {
            await Task.Delay(patience, _clock);
            for (var after = Missing(); after is { } seq; )
            {
                RealtimeMetrics.Repairs.Add(1);
                var found = await _messages.AfterAsync(Id, seq, LargestBatch, Guid.Empty);
                Take(found);
                after = found.Count == LargestBatch && MayReadMore() ? found[^1].Seq : null;
            }
        }
        catch (Exception failure)
        {
            // The missing messages are read again every second.
            RealtimeFailures.Report(_logger, failure, "Reading missing messages");
        }
        finally
        {
            lock (Gate)
            {
                _isRepairing = false;
            }
        }
    }

    // Messages that do not fit are read again after this delivery.
    private bool MayReadMore()
    {
        lock (Gate)
        {
            return _early.Count < MostEarly / 2;
        }
    }

    private long? Missing()
    {
        lock (Gate)
        {
            return IsWanting() ? _delivered : null;
        }
    }

    private async Task DeliverChangesAsync()
    {
        while (NextChanges() is { } changes)
        {
            if (!await TryDeliverAsync(changes))
            {
                // MissedChanges starts it again.
                GiveBack(changes);
                return;
            }
        }
    }

    /// <summary>
    /// Delivers changes, or tries them one by one: a message that cannot be read must not hold up the others. It is given up, until it
    /// changes again.
    /// </summary>
    /// <returns>False: the database is away. All of them are due again.</returns>
    private async Task<bool> TryDeliverAsync(Dictionary<Guid, ChangeKind> changes)
    {
        try
        {
            await DeliverAsync(changes);
            return true;
        }
        catch (Exception failure) when (RealtimeFailures.IsExpected(failure))
        {
            return false;
        }
        catch (Exception failure)
        {
            RealtimeFailures.Report(_logger, failure, "Delivering changes of messages");
        }

        foreach (var (message, kind) in changes.Count > 1 ? changes.ToArray() : [])
        {
            if (!await TryDeliverAsync(new() { [message] = kind }))
            {
                return false;
            }
        }

        return true;
    }

    private void GiveBack(Dictionary<Guid, ChangeKind> changes)
    {
        lock (Gate)
        {
            foreach (var (message, kind) in changes)
            {
                Add(message, kind);
            }

            _isDeliveringChanges = false;
        }
    }

    // Under the gate.
    private void Add(Guid messageId, ChangeKind kind) =>
        _changed[messageId] = _changed.TryGetValue(messageId, out var known) && known > kind ? known : kind;

    // Under the gate. Before the number is set up to which messages are old, a change cannot tell whether its message was delivered.
    private void DeliverChanges()
    {
        if (_changed.Count > 0 && _delivered is not null && !_isDeliveringChanges)
        {
            _isDeliveringChanges = true;
            _ = DeliverChangesAsync();
        }
    }

    private Dictionary<Guid, ChangeKind>? NextChanges()
    {
        lock (Gate)
        {
            if (_changed.Count == 0)
            {
                _isDeliveringChanges = false;
                return null;
            }

            var changes = new Dictionary<Guid, ChangeKind>(_changed);
            _changed.Clear();
            return changes;
        }
    }

    private async Task DeliverAsync(Dictionary<Guid, ChangeKind> changes)
    {
        Guid[] ids = [.. changes.Keys];
        // Before the messages, which are at least as new.
        var last = await LastChangesAsync(ids);
        var messages = await _messages.ByIdsAsync(ids, Guid.Empty);
        var reacted = await ReactionsAsync(
            ids,
            [.. Subscriptions.Select(subscription => subscription.Client.UserId).Concat(OfPair()).Distinct()]
        );
        lock (_delivering)
        {
            foreach (var message in messages)
            {
                Deliver(message, changes[message.Id], reacted[message.Id]);
            }
        }

        lock (Gate)
        {
            if (_deliveredChanges.Count > MostDeliveredChanges)
            {
                // At worst a change is delivered twice, as it is now.
                _deliveredChanges.Clear();
            }

            foreach (var (message, change) in last)
            {
                _deliveredChanges[message] = change;
            }
        }
    }

    private async Task<List<(Guid Message, long Change)>> LastChangesAsync(Guid[] messages)
    {
        await using var command = _database.CreateCommand(LastChanges);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = messages });
        await using var row = await command.ExecuteReaderAsync();
        var found = new List<(Guid, long)>();
        while (await row.ReadAsync())
        {
            found.Add((row.GetGuid(0), row.GetInt64(1)));
        }

        return found;
    }

    private async Task<ILookup<Guid, (Guid UserId, string Emoji)>> ReactionsAsync(Guid[] messages, Guid[] users)
    {
        await using var command = _database.CreateCommand(
            "SELECT message_id, user_id, emoji FROM reactions WHERE message_id = ANY ($1) AND user_id = ANY ($2)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = messages });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = users });
        await using var row = await command.ExecuteReaderAsync();
        var found = new List<(Guid Message, Guid User, string Emoji)>();
        while (await row.ReadAsync())
        {
            found.Add((row.GetGuid(0), row.GetGuid(1), row.GetString(2)));
        }

        return found.ToLookup(reaction => reaction.Message, reaction => (reaction.User, reaction.Emoji));
    }

    private IEnumerable<Guid> OfPair() => _channel is { LowId: { } low, HighId: { } high } ? [low, high] : [];

    private void Deliver(MessageView message, ChangeKind kind, IEnumerable<(Guid UserId, string Emoji)> reacted)
    {
        (Subscription[] Subscriptions, List<ClientConnection> Others) audience;
        lock (Gate)
        {
            if (!(message.Seq <= _delivered))
            {
                // It has not been delivered yet, and will be delivered in its present state.
                _early[message.Seq] = message;
                _known = Math.Max(_known, message.Seq);
                Wake();
                return;
            }

            audience = Audience();
        }

        DeliverTo(audience, new MessageChange(message, kind, reacted.ToLookup(reaction => reaction.UserId, reaction => reaction.Emoji)));
    }
}
