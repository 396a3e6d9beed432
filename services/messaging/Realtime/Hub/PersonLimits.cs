using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>
/// Limits how fast a user writes in a channel, over all connections to all instances, and how many connections a user has to this one.
/// </summary>
internal sealed class PersonLimits(IOptions<RealtimeOptions> options, TimeProvider clock)
{
    private readonly TokenBuckets<(Guid User, Guid Channel)> _messages = new(options.Value.MessagesInChannel, clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _connections = [];
    private int _total;

    public bool MayPost(Guid user, Guid channel) => _messages.TryTake((user, channel));

    /// <summary>
    /// Counts a message that another instance has taken. It is known a moment later, so that two instances together may take a few more.
    /// </summary>
    public void PostedElsewhere(Guid user, Guid channel) => _messages.Charge((user, channel));

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

    /// <inheritdoc cref="TokenBuckets{TKey}.Forget"/>
    public void Forget() => _messages.Forget();
}

internal enum ConnectionRefusal
{
    InstanceIsFull,
    TooManyOfPerson,
}
