using System.Collections.Concurrent;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>The topics of this instance: channels and communities that its clients are in.</summary>
internal sealed class Topics(
    ClientConnections clients,
    Presence presence,
    MessageReader messages,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<Topics> logger
)
{
    // How far back the search goes for messages of a conversation that did not arrive in another way.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<Guid, ChannelTopic> _topics = new();
    private readonly ConcurrentDictionary<Guid, Topic> _communities = new();
    private DateTimeOffset _checkedAt = clock.GetUtcNow();

    public ICollection<ChannelTopic> All => _topics.Values;

    /// <summary>Since when conversations may have messages that were not delivered here.</summary>
    public DateTimeOffset Unchecked => _checkedAt - Overlap;

    public IEnumerable<Subscription> Subscriptions =>
        _topics.Values.SelectMany(topic => topic.Subscriptions).Concat(_communities.Values.SelectMany(topic => topic.Subscriptions));

    public ChannelTopic? Find(Guid channelId) => _topics.GetValueOrDefault(channelId);

    public Topic? FindCommunity(Guid communityId) => _communities.GetValueOrDefault(communityId);

    /// <summary>Subscribes to a channel; deliveries are held until the subscription is released.</summary>
    public Subscription Join(Channel channel, ClientConnection client, bool mayWrite)
    {
        if (client.Subscriptions.TryGetValue(channel.Id, out var taken))
        {
            taken.Hold();
            taken.MayWrite = mayWrite;
            return taken;
        }

        while (true)
        {
            var topic = _topics.GetOrAdd(channel.Id, _ => NewTopic(ChannelFact.Of(channel), channel.LastSeq));
            var subscription = new Subscription(topic, client, mayWrite);
            if (topic.TryAdd(subscription))
            {
                presence.Enter(channel.Id, client.UserId);
                client.Subscriptions[channel.Id] = subscription;
                return subscription;
            }

            _topics.TryRemove(new(channel.Id, topic));
        }
    }

    /// <summary>Subscribes to a community.</summary>
    public void JoinCommunity(Guid communityId, ClientConnection client)
    {
        if (client.Subscriptions.ContainsKey(communityId))
        {
            return;
        }

        while (true)
        {
            var topic = _communities.GetOrAdd(communityId, static id => new Topic(id));
            var subscription = new Subscription(topic, client, mayWrite: false);
            if (topic.TryAdd(subscription))
            {
                client.Subscriptions[communityId] = subscription;
                subscription.Release(0);
                return;
            }

            _communities.TryRemove(new(communityId, topic));
        }
    }

    /// <summary>Ends a subscription to a channel or community; nothing happens if there is none.</summary>
    /// <param name="client">The subscribed client.</param>
    /// <param name="id">The channel or community.</param>
    /// <param name="departure">How the client goes.</param>
    public void Leave(ClientConnection client, Guid id, Departure departure = Departure.Left)
    {
        if (!client.Subscriptions.TryRemove(id, out var subscription))
        {
            return;
        }

        var isEmpty = subscription.Topic.Remove(subscription);
        if (subscription.Topic is not ChannelTopic topic)
        {
            if (isEmpty)
            {
                _communities.TryRemove(new(id, subscription.Topic));
            }

            return;
        }

        presence.Leave(id, client.UserId, departure);
        if (isEmpty)
        {
            _topics.TryRemove(new(id, topic));
        }
        else if (!topic.Subscriptions.Any(other => other.Client.UserId == client.UserId))
        {
            topic.StopTyping(client.UserId);
        }
    }

    /// <summary>The topic of a channel, if a client here is to receive it.</summary>
    public ChannelTopic? FindFor(ChannelFact channel)
    {
        if (Find(channel.Id) is { } open && open.TryUse())
        {
            return open;
        }

        if (!channel.IsDirect || (clients.Of(channel.LowId!.Value).Count == 0 && clients.Of(channel.HighId!.Value).Count == 0))
        {
            return null;
        }

        while (true)
        {
            var topic = _topics.GetOrAdd(channel.Id, _ => NewTopic(channel, delivered: null));
            if (topic.TryUse())
            {
                _ = topic.Delivered is null ? BeginAsync(topic) : Task.CompletedTask;
                return topic;
            }

            _topics.TryRemove(new(channel.Id, topic));
        }
    }

    /// <summary>Called when every channel's last number was compared: topics that are no longer needed close.</summary>
    public void Checked(DateTimeOffset at)
    {
        _checkedAt = at;
        foreach (var topic in All)
        {
            if (topic.Channel.IsDirect && topic.TryClose())
            {
                _topics.TryRemove(new(topic.Id, topic));
            }
        }
    }

    private ChannelTopic NewTopic(ChannelFact channel, long? delivered) =>
        new(channel, delivered, clients, messages, database, clock, logger);

    /// <summary>
    /// Starts a conversation's topic here: messages count as new if they were written since its people connected and were not delivered
    /// before. The last message of a closed topic is older than the range that is searched.
    /// </summary>
    public async Task BeginAsync(ChannelTopic topic)
    {
        try
        {
            DateTimeOffset[] connected =
            [
                .. clients
                    .Of(topic.Channel.LowId!.Value)
                    .Concat(clients.Of(topic.Channel.HighId!.Value))
                    .Select(client => client.ConnectedAt),
            ];
            var since = connected.Append(clock.GetUtcNow()).Min();
            await using var command = database.CreateCommand(
                "SELECT coalesce((SELECT seq FROM messages WHERE channel_id = $1 AND created_at < $2 ORDER BY seq DESC LIMIT 1), 0)"
            );
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = topic.Id });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since > Unchecked ? since : Unchecked });
            topic.BeginAfter((long)(await command.ExecuteScalarAsync())!);
        }
        catch (Exception failure)
        {
            // The next message, or the next comparison of the last numbers, tries again.
            RealtimeFailures.Report(logger, failure, "Reading where a conversation begins");
        }
    }
}
