using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>Limits how fast a user writes in a channel, over all connections, and how many connections a user has.</summary>
internal sealed class PersonLimits(IOptions<RealtimeOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Guid User, Guid Channel), TokenBucket> _messages = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _connections = [];
    private int _total;

    public bool MayPost(Guid user, Guid channel) =>
        _messages.GetOrAdd((user, channel), static (_, self) => new TokenBucket(self.Options.MessagesInChannel, self.Clock), (Options: options.Value, Clock: clock)).TryTake();

    /// <summary>Counts a new connection; null: it is accepted, and has to be given back.</summary>
    public ConnectionRefusal? TryConnect(Guid user)
    {
        lock (_gate)
        {
            var own = _connections.GetValueOrDefault(user);
            if (_total >= options.Value.Connections)
            {
                return ConnectionRefusal.InstanceIsFull;
            }

            if (own >= options.Value.ConnectionsPerPerson)
            {
                return ConnectionRefusal.TooManyOfPerson;
            }

            _connections[user] = own + 1;
            _total++;
            return null;
        }
    }

    public void Disconnect(Guid user)
    {
        lock (_gate)
        {
            _total--;
            if (--_connections[user] == 0)
            {
                _connections.Remove(user);
            }
        }
    }

    /// <summary>Forgets limits that are back in their initial state.</summary>
    public void Forget()
    {
        foreach (var (key, bucket) in _messages)
        {
            if (bucket.IsIdle)
            {
                _messages.TryRemove(new(key, bucket));
            }
        }
    }
}

internal enum ConnectionRefusal
{
    InstanceIsFull,
    TooManyOfPerson,
}
