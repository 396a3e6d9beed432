using Community.Messaging.Calls;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Messaging.Sync;
using Community.Messaging.Threads;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>Delivers changes to this instance's clients, whether they happened on this instance or on another.</summary>
internal sealed class LocalDelivery(
    Topics topics,
    ClientConnections clients,
    RightsQueue rights,
    LocalCalls calls,
    ThreadReader threads,
    PeopleNames people,
    SyncAudience audience,
    NpgsqlDataSource database,
    TimeProvider clock
)
{
    // In larger topics, every arrival and departure would be more than a user can follow; the presence endpoint lists the users in it.
    private const int MostPresent = 1_000;

    /// <summary>Whether a user has a client on this instance: a connection, or a request that waits for a change.</summary>
    public bool IsHere(Guid userId) => clients.Of(userId).Count > 0 || audience.Of(userId).Count > 0;

    public void Apply(Signal signal)
    {
        switch (signal)
        {
            case PostedSignal posted:
                topics.FindFor(posted.Channel)?.Take(posted.Messages);
                WakeOfMessages(posted);
                break;
            case ChangedSignal changed:
                topics.FindFor(changed.Channel)?.Change(changed.MessageId, changed.Kind);
                WakeOfChange(changed);
                break;
            case ThreadSignal thread when topics.FindCommunity(thread.CommunityId) is { } community:
                _ = SendThreadAsync(community, thread.ThreadId);
                break;
            case MembershipSignal membership:
                Deliver(membership);
                break;
            case RightsSignal { UserId: var userId }:
                rights.Add(userId);
                // A change for all users comes with a signal that names the place.
                Wake(userId is { } one ? [one] : []);
                break;
            case ReadSignal read:
                Send(read.UserId, Frame.Of(nameof(ICommunityClient.Read), new ReadView(read.ChannelId, read.LastReadSeq)));
                audience.Add(read.UserId, read.ChannelId);
                Wake([read.UserId]);
                break;
            case PersonalSignal personal:
                Send(personal.UserId, Frame.Of(personal.Method, personal.Payload, TraceOf(personal)));
                WakeOfNotification(personal.UserId);
                break;
            case LogSignal log:
                Wake(log.Places);
                break;
            case MembersSignal members:
                _ = SendToMembersAsync(members);
                break;
            case TypingSignal { IsTyping: true } typing:
                topics.Find(typing.ChannelId)?.Type(typing.UserId, typing.ConnectionId, typing.Person);
                break;
            case TypingSignal typing:
                topics.Find(typing.ChannelId)?.StopTyping(typing.UserId);
                break;
            case PresenceSignal presence:
                Deliver(presence);
                break;
            case PersonSignal person:
                people.Forget(person.UserId);
                Wake([person.UserId]);
                break;
            case CallChangedSignal changed:
                calls.Apply(changed.Call);
                break;
            case CallPeerSignal peer:
                calls.Relay(peer);
                break;
        }
    }

    private void Deliver(MembershipSignal membership)
    {
        var method = membership.IsMember ? nameof(ICommunityClient.MemberJoined) : nameof(ICommunityClient.MemberLeft);
        topics
            .FindCommunity(membership.CommunityId)
            ?.Deliver(
                new HubEvent(method, new MembershipView(membership.CommunityId, membership.UserId, membership.Person), membership.UserId)
            );
        rights.Add(membership.UserId);
        Wake([membership.UserId]);
    }

    private void Wake(IReadOnlyList<Guid> places)
    {
        foreach (var subscriber in places.SelectMany(audience.Of).Distinct())
        {
            subscriber.Wake();
        }
    }

    private void WakeOfMessages(PostedSignal posted)
    {
        // A first message makes the channel one of its author's, and a conversation one of both.
        foreach (var author in posted.Messages.Select(message => message.AuthorId).Distinct())
        {
            audience.Add(author, posted.Channel.Id);
        }

        if (posted.Channel is { IsDirect: true, LowId: { } low, HighId: { } high })
        {
            audience.Add(low, posted.Channel.Id);
            audience.Add(high, posted.Channel.Id);
        }

        foreach (var subscriber in audience.Of(posted.Channel.Id))
        {
            subscriber.Wake(posted.Channel.Id);
        }
    }

    /// <summary>A deleted message is not unread any more, and one that was held back may be.</summary>
    private void WakeOfChange(ChangedSignal changed)
    {
        foreach (var subscriber in changed.Kind == ChangeKind.Reactions ? [] : audience.Of(changed.Channel.Id))
        {
            subscriber.Wake(changed.Channel.Id);
        }
    }

    /// <summary>A notification is an entry of its receiver's log, and of no other.</summary>
    private void WakeOfNotification(Guid userId)
    {
        foreach (var subscriber in audience.Of(userId).Where(subscriber => subscriber.UserId == userId))
        {
            subscriber.Wake();
        }
    }

    /// <summary>The members among the users who are connected here: these changes are rare, so the database is asked.</summary>
    private async Task SendToMembersAsync(MembersSignal signal)
    {
        try
        {
            Guid[] connected = clients.People;
            if (connected.Length == 0)
            {
                return;
            }

            await using var command = database.CreateCommand(
                "SELECT user_id FROM memberships WHERE community_id = $1 AND user_id = ANY ($2) AND is_member"
            );
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = signal.CommunityId });
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = connected });
            await using var row = await command.ExecuteReaderAsync();
            var frame = Frame.Of(signal.Method, signal.Payload);
            while (await row.ReadAsync())
            {
                foreach (var client in clients.Of(row.GetGuid(0)))
                {
                    if (signal.About is not { } about || !client.Person.IsHiddenFrom(about))
                    {
                        client.Send(frame);
                    }
                }
            }
        }
        catch (NpgsqlException)
        {
            // Clients find the change in their logs.
        }
    }

    private void Deliver(PresenceSignal presence)
    {
        var names = (presence.People ?? []).ToDictionary(person => person.Id);
        foreach (var change in presence.Changes.Where(change => change.Place != change.User))
        {
            if (topics.Find(change.Place) is { } topic && topic.Subscriptions.Length <= MostPresent && !topic.Channel.IsDirect)
            {
                var method = change.IsOnline ? nameof(ICommunityClient.UserJoined) : nameof(ICommunityClient.UserLeft);
                topic.Deliver(
                    new HubEvent(method, new ChannelPersonView(topic.Id, change.User, names.GetValueOrDefault(change.User)), change.User)
                );
                topic.Deliver(Presence(topic, change, names));
            }
        }

        var connected = presence
            .Changes.Where(change => change.Place == change.User)
            .GroupBy(change => change.User)
            .ToDictionary(changes => changes.Key, changes => changes.Last());
        foreach (var topic in connected.Count == 0 ? [] : topics.All.Where(topic => topic.Channel.IsDirect))
        {
            foreach (var person in new[] { topic.Channel.LowId!.Value, topic.Channel.HighId!.Value })
            {
                if (connected.TryGetValue(person, out var change))
                {
                    topic.Deliver(Presence(topic, change, names));
                }
            }
        }
    }

    private static HubEvent Presence(ChannelTopic topic, PresenceChange change, Dictionary<Guid, AuthorView> names) =>
        new(
            nameof(ICommunityClient.Presence),
            new PresenceView(topic.Id, change.User, change.IsOnline, names.GetValueOrDefault(change.User)),
            change.User
        );

    private FrameTrace? TraceOf(PersonalSignal personal) =>
        personal.Trace is { } parent ? new FrameTrace(parent, HubJson.NameOf(personal.Method), clock.GetUtcNow()) : null;

    private void Send(Guid userId, Frame frame)
    {
        foreach (var client in clients.Of(userId))
        {
            client.Send(frame);
        }
    }

    private async Task SendThreadAsync(Topic community, Guid threadId)
    {
        try
        {
            if (await threads.FindAsync(threadId, Guid.Empty) is { } thread)
            {
                community.Deliver(new HubEvent(nameof(ICommunityClient.NewThread), thread, thread.CreatedBy));
            }
        }
        catch (NpgsqlException)
        {
            // Clients find it in the list of threads.
        }
    }
}
