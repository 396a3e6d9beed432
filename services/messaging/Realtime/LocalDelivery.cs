using Community.Messaging.Calls;
using Community.Messaging.People;
using Community.Messaging.Threads;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>Delivers changes to this instance's clients, whether they happened on this instance or on another.</summary>
internal sealed class LocalDelivery(Rooms rooms, Listeners listeners, RightsQueue rights, LocalCalls calls, ThreadReader threads, PeopleNames people)
{
    // In larger topics, every arrival and departure would be more than a user can follow; the presence endpoint lists who is there.
    private const int MostPresent = 1_000;

    /// <summary>Whether a user has a client on this instance.</summary>
    public bool IsHere(Guid userId) => listeners.Of(userId).Count > 0;

    public void Apply(Signal signal)
    {
        switch (signal)
        {
            case PostedSignal posted:
                rooms.FindFor(posted.Channel)?.Take(posted.Messages);
                break;
            case ChangedSignal changed:
                rooms.FindFor(changed.Channel)?.Change(changed.MessageId, changed.Kind);
                break;
            case ThreadSignal thread when rooms.FindCommunity(thread.CommunityId) is { } community:
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
                rooms.Find(typing.ChannelId)?.Type(typing.UserId, typing.ConnectionId);
                break;
            case TypingSignal typing:
                rooms.Find(typing.ChannelId)?.StopTyping(typing.UserId);
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
        rooms.FindCommunity(membership.CommunityId)?.Tell(new News(method, new MembershipView(membership.CommunityId, membership.UserId), membership.UserId));
        rights.Add(membership.UserId);
    }

    private void Tell(PresenceSignal presence)
    {
        foreach (var change in presence.Changes.Where(change => change.Place != change.User))
        {
            if (rooms.Find(change.Place) is { } room && room.Seats.Length <= MostPresent && !room.Channel.IsDirect)
            {
                var method = change.IsOnline ? nameof(ICommunityClient.UserJoined) : nameof(ICommunityClient.UserLeft);
                room.Tell(new News(method, new ChannelPersonView(room.Id, change.User), change.User));
                room.Tell(Presence(room, change));
            }
        }

        var connected = presence.Changes.Where(change => change.Place == change.User).GroupBy(change => change.User).ToDictionary(changes => changes.Key, changes => changes.Last());
        foreach (var room in connected.Count == 0 ? [] : rooms.All.Where(room => room.Channel.IsDirect))
        {
            foreach (var person in new[] { room.Channel.LowId!.Value, room.Channel.HighId!.Value })
            {
                if (connected.TryGetValue(person, out var change))
                {
                    room.Tell(Presence(room, change));
                }
            }
        }
    }

    private static News Presence(Room room, PresenceChange change) =>
        new(nameof(ICommunityClient.Presence), new PresenceView(room.Id, change.User, change.IsOnline), change.User);

    private void Send(Guid userId, Frame frame)
    {
        foreach (var listener in listeners.Of(userId))
        {
            listener.Send(frame);
        }
    }

    private async Task TellOfThreadAsync(Place community, Guid threadId)
    {
        try
        {
            if (await threads.FindAsync(threadId, Guid.Empty) is { } thread)
            {
                community.Tell(new News(nameof(ICommunityClient.NewThread), thread, thread.CreatedBy));
            }
        }
        catch (NpgsqlException)
        {
            // Clients find it in the list of threads.
        }
    }
}
