using System.Collections.Concurrent;
using Community.Messaging.Channels;
using Community.Messaging.Notifications;
using Community.Messaging.Reading;
using Community.Messaging.Realtime;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.Sync;

/// <summary>
/// Connections that follow their person's log. A change of the person's own entries is read and sent as a whole. Messages in a channel
/// change nothing but numbers, for many people at once: those are read for all subscribers of the channel in one statement, at most a few
/// times a second. Connections that have joined the channel are left out, because they get the messages themselves. People without
/// the right to read the channel are left out too: their read states outlive the right.
/// </summary>
internal sealed partial class SyncSubscriptions(
    SyncReader reader,
    SyncAudience audience,
    ClientConnections clients,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<SyncSubscriptions> logger
) : IDisposable
{
    private const int AtOnce = 4;

    private static readonly string Unread = $"""
        SELECT r.user_id, ch.last_seq, r.last_read_seq,
            {UnreadMessages.Count("ch", "r")},
            coalesce((SELECT sum(n.count) FROM notifications n
                WHERE n.user_id = r.user_id AND n.read_at IS NULL AND n.channel_id = ch.id AND n.kind = '{NotificationKind.Mention}'
                    AND {NotificationReader.IsShown}), 0)::bigint
        FROM read_states r JOIN channels ch ON ch.id = r.channel_id
        WHERE r.channel_id = $1 AND r.user_id = ANY ($2) AND {ReadableChannels.MayRead("ch", "r.user_id", "$3")}
            AND NOT (ch.kind = 'direct' AND EXISTS (
                SELECT FROM hidden_from h WHERE h.user_id = r.user_id AND h.other_id = CASE WHEN ch.low_id = r.user_id THEN ch.high_id ELSE ch.low_id END))
        """;

    // Changes that follow each other closely are one event.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GatherMessages = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Subscribed> _subscribed = new(StringComparer.Ordinal);

    // Channels whose numbers are due, and whether they have changed since the reading began.
    private readonly ConcurrentDictionary<Guid, bool> _channels = new();
    private readonly SemaphoreSlim _readers = new(AtOnce);

    /// <summary>
    /// The connection gets the changes since a token, and later ones as they come, all as <c>sync</c>. It replaces a former subscription of
    /// the connection.
    /// </summary>
    public async Task<SubscribedView> SubscribeAsync(
        ClientConnection client,
        string? since,
        string language,
        CancellationToken cancellationToken
    )
    {
        Remove(client.Id);
        var subscribed = new Subscribed(this, client, language);
        _subscribed[client.Id] = subscribed;
        try
        {
            audience.Set(subscribed, await reader.PlacesAsync(client.UserId, cancellationToken));
            subscribed.BeginReading();
            var view = await reader.ReadAsync(client.UserId, since, language, cancellationToken);
            client.Send(Frame.Of(nameof(ICommunityClient.Sync), view));
            WakeAgain(subscribed, view);
            await client.DrainedAsync();
            subscribed.Begin(view.Token, clock.GetTimestamp());
            if (clients.Find(client.Id) is null)
            {
                // The connection ended meanwhile, perhaps before there was a subscription to remove.
                End(subscribed);
            }

            return new(view.Token, view.IsWhole);
        }
        catch
        {
            End(subscribed);
            throw;
        }
    }

    /// <summary>Ends the subscription of a connection, if there is one.</summary>
    public void Remove(string connectionId)
    {
        if (_subscribed.TryRemove(connectionId, out var subscribed))
        {
            End(subscribed);
        }
    }

    private void End(Subscribed subscribed)
    {
        _subscribed.TryRemove(KeyValuePair.Create(subscribed.Client.Id, subscribed));
        subscribed.End();
        audience.Remove(subscribed);
    }

    public void Dispose() => _readers.Dispose();

    /// <summary>Reads the logs that were not read for a time, in case a signal was lost.</summary>
    public void Sweep(TimeSpan age)
    {
        foreach (var subscribed in _subscribed.Values.Where(one => clock.GetElapsedTime(one.ReadAt) > age))
        {
            subscribed.Wake();
        }
    }

    private async Task PushAsync(Subscribed subscribed)
    {
        do
        {
            await Task.Delay(Gather, clock);
            subscribed.Take();
            var isRead = true;
            await _readers.WaitAsync();
            try
            {
                using var quiet = Quiet.Begin();
                await ReadAsync(subscribed);
            }
            catch (Exception failure)
            {
                Log.NotRead(logger, failure.GetBaseException().Message);
                subscribed.Wake();
                isRead = false;
            }
            finally
            {
                _readers.Release();
            }

            if (!isRead)
            {
                await Task.Delay(AfterFailure, clock);
            }
        } while (!subscribed.TryRest());
    }

    private async Task ReadAsync(Subscribed subscribed)
    {
        var (client, token) = (subscribed.Client, subscribed.Token);
        if (subscribed.HasEnded)
        {
            return;
        }

        subscribed.BeginReading();
        var view = await reader.ReadAsync(client.UserId, token, subscribed.Language, CancellationToken.None);
        if (view.Channels.Count + view.Communities.Count + view.Connections.Count + view.Registrations.Count + view.Removed.Count > 0)
        {
            audience.Set(subscribed, await reader.PlacesAsync(client.UserId, CancellationToken.None));
        }

        if (!subscribed.TrySend(view, clock.GetTimestamp()))
        {
            audience.Remove(subscribed);
        }

        WakeAgain(subscribed, view);
    }

    /// <summary>
    /// Reads the numbers of a sent log's channels again if they were read or sent while the log was read. They may be older than those of
    /// the log, or newer, and a client keeps the last that it gets.
    /// </summary>
    private void WakeAgain(Subscribed subscribed, SyncView view)
    {
        var sent = subscribed.EndReading();
        foreach (var channel in view.Channels.Where(channel => sent.Contains(channel.Id) || _channels.ContainsKey(channel.Id)))
        {
            WakeOfMessages(channel.Id);
        }
    }

    private void WakeOfMessages(Guid channelId)
    {
        if (!_channels.AddOrUpdate(channelId, addValue: false, (_, _) => true))
        {
            _ = SendUnreadAsync(channelId);
        }
    }

    private async Task SendUnreadAsync(Guid channelId)
    {
        do
        {
            await Task.Delay(GatherMessages, clock);
            _channels[channelId] = false;
            await ReadUnreadAsync(channelId);
        } while (!_channels.TryRemove(KeyValuePair.Create(channelId, false)));
    }

    private async Task ReadUnreadAsync(Guid channelId)
    {
        var subscribers = audience
            .Of(channelId)
            .OfType<Subscribed>()
            .Where(one => !one.Client.Subscriptions.ContainsKey(channelId))
            .ToLookup(one => one.UserId);
        if (subscribers.Count == 0)
        {
            return;
        }

        try
        {
            using var quiet = Quiet.Begin();
            await using var command = database.CreateCommand(Unread);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = channelId });
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. subscribers.Select(one => one.Key)] });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                var view = new UnreadChangedView(channelId, row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
                var frame = Frame.Of(nameof(ICommunityClient.UnreadChanged), view);
                foreach (var subscriber in subscribers[row.GetGuid(0)])
                {
                    subscriber.Send(channelId, frame);
                }
            }
        }
        catch (Exception failure)
        {
            Log.NotRead(logger, failure.GetBaseException().Message);
            WakeOfMessages(channelId);
            await Task.Delay(AfterFailure, clock);
        }
    }

    /// <summary>A connection that follows its person's log.</summary>
    private sealed class Subscribed(SyncSubscriptions owner, ClientConnection client, string language) : SyncSubscriber(client.UserId)
    {
        private readonly Lock _gate = new();
        private HashSet<Guid>? _sentMeanwhile;
        private bool _isRunning;
        private bool _isDue;

        public ClientConnection Client => client;

        public string Language => language;

        /// <summary>Up to where the client has the log; null: it has not got the first answer yet.</summary>
        public string? Token { get; private set; }

        public long ReadAt { get; private set; }

        public bool HasEnded { get; private set; }

        public void Begin(string token, long readAt)
        {
            lock (_gate)
            {
                (Token, ReadAt) = (token, readAt);
                Start();
            }
        }

        /// <summary>Sends the changes; false if the subscription has ended: after its end the client gets nothing more of it.</summary>
        public bool TrySend(SyncView view, long readAt)
        {
            lock (_gate)
            {
                if (HasEnded)
                {
                    return false;
                }

                (Token, ReadAt) = (view.Token, readAt);
                if (!view.IsEmpty)
                {
                    client.Send(Frame.Of(nameof(ICommunityClient.Sync), view));
                }

                return true;
            }
        }

        /// <summary>Sends the numbers of a channel, unless the subscription has ended.</summary>
        public void Send(Guid channelId, Frame frame)
        {
            lock (_gate)
            {
                if (!HasEnded)
                {
                    client.Send(frame);
                    _sentMeanwhile?.Add(channelId);
                }
            }
        }

        /// <summary>The log is read from now on: channels whose numbers are sent meanwhile are kept.</summary>
        public void BeginReading()
        {
            lock (_gate)
            {
                _sentMeanwhile = [];
            }
        }

        /// <summary>The channels whose numbers were sent since the reading began.</summary>
        public HashSet<Guid> EndReading()
        {
            lock (_gate)
            {
                var sent = _sentMeanwhile ?? [];
                _sentMeanwhile = null;
                return sent;
            }
        }

        public void End()
        {
            lock (_gate)
            {
                HasEnded = true;
            }
        }

        public override void Wake()
        {
            lock (_gate)
            {
                _isDue = true;
                Start();
            }
        }

        public override void Wake(Guid channelId) => owner.WakeOfMessages(channelId);

        /// <summary>Everything that is due until now is read now.</summary>
        public void Take()
        {
            lock (_gate)
            {
                _isDue = false;
            }
        }

        /// <summary>False: something has become due meanwhile.</summary>
        public bool TryRest()
        {
            lock (_gate)
            {
                _isRunning = _isDue && !HasEnded;
                return !_isRunning;
            }
        }

        private void Start()
        {
            if (_isDue && !_isRunning && !HasEnded && Token is not null)
            {
                _isRunning = true;
                _ = owner.PushAsync(this);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A person's log could not be read for a connected client, and is read again: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}

/// <summary>
/// Looks into the logs of connected clients every few minutes, in case a signal was lost without a trace; every few seconds while signals
/// are known to be lost, and for a moment afterwards. A few readers at a time do it, so the database is not flooded.
/// </summary>
internal sealed class SyncSweep(
    SyncSubscriptions subscriptions,
    Backplane backplane,
    SignalLosses losses,
    TimeProvider clock,
    ILogger<SyncSweep> logger
) : PeriodicWork(Often, clock, logger)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    // A log that was read just before the loss is old enough only in the round after the next one.
    private static readonly TimeSpan ForOneLoss = TimeSpan.FromSeconds(15);

    protected override Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var areLost = (!backplane.IsConnected && backplane.HasPeers) || losses.HasMissedWithin(ForOneLoss);
        subscriptions.Sweep(areLost ? Often : Oldest);
        return Task.CompletedTask;
    }
}
