using Community.Messaging.Calls;
using Community.Messaging.Messages;
using Community.Messaging.People;
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
    PeopleNames people
)
{
    // In larger topics, every arrival and departure would be more than a user can follow; the presence endpoint lists who is there.
    private const int MostPresent = 1_000;

    /// <summary>Whether a user has a client on this instance.</summary>
    public bool IsHere(Guid userId) => clients.Of(userId).Count > 0;

    public void Apply(Signal signal)
    {
        switch (signal)
        {
            case PostedSignal posted:
                topics.FindFor(posted.Channel)?.Take(posted.Messages);
                break;
            case ChangedSignal changed:
                topics.FindFor(changed.Channel)?.Change(changed.MessageId, changed.Kind);
                break;
            case ThreadSignal thread when topics.FindCommunity(thread.CommunityId) is { } community:
                _ = TellOfThreadAsync(community, thread.ThreadId);
                break;
            case MembershipSignal membership:
                Tell(membership);
                break;
            case RightsSignal { UserId: var userId }:
                rights.Add(userId);
                break;
            case ReadSignal read:
                Send(read.UserId, Frame.Of(nameof(ICommunityClient.Read), new ReadView(read.ChannelId, read.LastReadSeq)));
                break;
            case PersonalSignal personal:
                Send(personal.UserId, Frame.Of(personal.Method, personal.Payload));
                break;
            case TypingSignal { IsTyping: true } typing:
                topics.Find(typing.ChannelId)?.Type(typing.UserId, typing.ConnectionId, typing.Person);
                break;
            case TypingSignal typing:
                topics.Find(typing.ChannelId)?.StopTyping(typing.UserId);
                break;
            case PresenceSignal presence:
                Tell(presence);
                break;
            case PersonSignal person:
                people.Forget(person.UserId);
                break;
            case CallChangedSignal changed:
                calls.Apply(changed.Call);
                break;
            case CallPeerSignal peer:
                calls.Relay(peer);
                break;
        }
    }

    private void Tell(MembershipSignal membership)
    {
        var method = membership.IsMember ? nameof(ICommunityClient.MemberJoined) : nameof(ICommunityClient.MemberLeft);
        topics
            .FindCommunity(membership.CommunityId)
            ?.Tell(
                new HubEvent(method, new MembershipView(membership.CommunityId, membership.UserId, membership.Person), membership.UserId)
            );
        rights.Add(membership.UserId);
    }

    private void Tell(PresenceSignal presence)
    {
        var names = (presence.People ?? []).ToDictionary(person => person.Id);
        foreach (var change in presence.Changes.Where(change => change.Place != change.User))
        {
            if (topics.Find(change.Place) is { } topic && topic.Subscriptions.Length <= MostPresent && !topic.Channel.IsDirect)
            {
                var method = change.IsOnline ? nameof(ICommunityClient.UserJoined) : nameof(ICommunityClient.UserLeft);
                topic.Tell(
                    new HubEvent(method, new ChannelPersonView(topic.Id, change.User, names.GetValueOrDefault(change.User)), change.User)
                );
                topic.Tell(Presence(topic, change, names));
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
                    topic.Tell(Presence(topic, change, names));
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

    private void Send(Guid userId, Frame frame)
    {
        foreach (var client in clients.Of(userId))
        {
            client.Send(frame);
        }
    }

    private async Task TellOfThreadAsync(Topic community, Guid threadId)
    {
        try
        {
            if (await threads.FindAsync(threadId, Guid.Empty) is { } thread)
            {
                community.Tell(new HubEvent(nameof(ICommunityClient.NewThread), thread, thread.CreatedBy));
            }
        }
        catch (NpgsqlException)
        {
            // Clients find it in the list of threads.
        }
    }
}
