using System.Collections.Concurrent;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>The topics of this instance: channels and communities that its clients are in.</summary>
internal sealed class Rooms(Listeners listeners, Presence presence, MessageReader messages, NpgsqlDataSource database, TimeProvider clock)
{
    // How far back the search goes for messages of a conversation that did not arrive in another way.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<Guid, Room> _rooms = new();
    private readonly ConcurrentDictionary<Guid, Place> _communities = new();
    private DateTimeOffset _checkedAt = clock.GetUtcNow();

    public ICollection<Room> All => _rooms.Values;

    /// <summary>Since when conversations may have messages that were not delivered here.</summary>
    public DateTimeOffset Unchecked => _checkedAt - Overlap;

    public IEnumerable<Seat> Seats => _rooms.Values.SelectMany(room => room.Seats).Concat(_communities.Values.SelectMany(place => place.Seats));

    public Room? Find(Guid channelId) => _rooms.GetValueOrDefault(channelId);

    public Place? FindCommunity(Guid communityId) => _communities.GetValueOrDefault(communityId);

    /// <summary>Subscribes to a channel; deliveries are held until the subscription is released.</summary>
    public Seat Join(Channel channel, Listener listener, bool mayWrite)
    {
        if (listener.Seats.TryGetValue(channel.Id, out var taken))
        {
            taken.Hold();
            taken.MayWrite = mayWrite;
            return taken;
        }

        while (true)
        {
            var room = _rooms.GetOrAdd(channel.Id, _ => NewRoom(ChannelFact.Of(channel), channel.LastSeq));
            var seat = new Seat(room, listener, mayWrite);
            if (room.TryAdd(seat))
            {
                presence.Enter(channel.Id, listener.UserId);
                listener.Seats[channel.Id] = seat;
                return seat;
            }

            _rooms.TryRemove(new(channel.Id, room));
        }
    }

    /// <summary>Subscribes to a community.</summary>
    public void JoinCommunity(Guid communityId, Listener listener)
    {
        if (listener.Seats.ContainsKey(communityId))
        {
            return;
        }

        while (true)
        {
            var place = _communities.GetOrAdd(communityId, static id => new Place(id));
            var seat = new Seat(place, listener, mayWrite: false);
            if (place.TryAdd(seat))
            {
                listener.Seats[communityId] = seat;
                seat.Release(0);
                return;
            }

            _communities.TryRemove(new(communityId, place));
        }
    }

    /// <summary>Ends a subscription to a channel or community; nothing happens if there is none.</summary>
    public void Leave(Listener listener, Guid id)
    {
        if (!listener.Seats.TryRemove(id, out var seat))
        {
            return;
        }

        var isEmpty = seat.Place.Remove(seat);
        if (seat.Place is not Room room)
        {
            if (isEmpty)
            {
                _communities.TryRemove(new(id, seat.Place));
            }

            return;
        }

        presence.Leave(id, listener.UserId);
        if (isEmpty)
        {
            _rooms.TryRemove(new(id, room));
        }
        else if (!room.Seats.Any(other => other.Listener.UserId == listener.UserId))
        {
            room.StopTyping(listener.UserId);
        }
    }

    /// <summary>The topic of a channel, if a client here is to receive it.</summary>
    public Room? FindFor(ChannelFact channel)
    {
        if (Find(channel.Id) is { } open && open.TryUse())
        {
            return open;
        }

        if (!channel.IsDirect || (listeners.Of(channel.LowId!.Value).Count == 0 && listeners.Of(channel.HighId!.Value).Count == 0))
        {
            return null;
        }

        while (true)
        {
            var room = _rooms.GetOrAdd(channel.Id, _ => NewRoom(channel, delivered: null));
            if (room.TryUse())
            {
                _ = room.Delivered is null ? BeginAsync(room) : Task.CompletedTask;
                return room;
            }

            _rooms.TryRemove(new(channel.Id, room));
        }
    }

    /// <summary>Called when every channel's last number was compared: topics that are no longer needed close.</summary>
    public void Checked(DateTimeOffset at)
    {
        _checkedAt = at;
        foreach (var room in All)
        {
            if (room.Channel.IsDirect && room.TryClose())
            {
                _rooms.TryRemove(new(room.Id, room));
            }
        }
    }

    private Room NewRoom(ChannelFact channel, long? delivered) => new(channel, delivered, listeners, messages, database, clock);

    /// <summary>
    /// Starts a conversation's topic here: messages count as new if they were written since its people connected and were not delivered before. The last
    /// message of a closed topic is older than the range that is searched.
    /// </summary>
    public async Task BeginAsync(Room room)
    {
        try
        {
            DateTimeOffset[] connected = [.. listeners.Of(room.Channel.LowId!.Value).Concat(listeners.Of(room.Channel.HighId!.Value)).Select(listener => listener.ConnectedAt)];
            var since = connected.Append(clock.GetUtcNow()).Min();
            await using var command = database.CreateCommand("SELECT coalesce((SELECT seq FROM messages WHERE channel_id = $1 AND created_at < $2 ORDER BY seq DESC LIMIT 1), 0)");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = room.Id });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = since > Unchecked ? since : Unchecked });
            room.BeginAfter((long)(await command.ExecuteScalarAsync())!);
        }
        catch (Exception)
        {
            // The next message, or the next comparison of the last numbers, tries again.
        }
    }
}
