using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>
/// Limits how fast a user writes in a channel, and how many connections a user has, both over all instances.
/// </summary>
internal sealed class PersonLimits(IOptions<RealtimeOptions> options, TimeProvider clock)
{
    // An instance that has not said it again has ended, or its signals do not arrive.
    private static readonly TimeSpan SaidLately = TimeSpan.FromSeconds(6);
    private readonly TokenBuckets<(Guid User, Guid Channel)> _messages = new(options.Value.MessagesInChannel, clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _connections = [];
    private readonly Dictionary<Guid, (long At, IReadOnlyDictionary<Guid, int> People)> _elsewhere = [];
    private int _total;
    private bool _isStopping;

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

            if (own + Elsewhere(user) >= options.Value.ConnectionsPerPerson)
            {
                return ConnectionRefusal.TooManyOfPerson;
            }

            _connections[user] = own + 1;
            _total++;
            return null;
        }
    }

    /// <summary>
    /// The people with many connections to this instance, for the others: at least two, so that few people are named, and so many that all
    /// unnamed connections of a person together are fewer than half of the limit, or at most one to each instance. None while it stops,
    /// because its clients need room elsewhere.
    /// </summary>
    public IReadOnlyDictionary<Guid, int> Many(long instances)
    {
        var many = Math.Max(2, options.Value.ConnectionsPerPerson / (2.0 * instances));
        lock (_gate)
        {
            return _isStopping
                ? new Dictionary<Guid, int>()
                : _connections.Where(person => person.Value >= many).ToDictionary(person => person.Key, person => person.Value);
        }
    }

    /// <summary>
    /// Counts the connections to another instance. They are known some seconds later, so that all instances together may accept more in a
    /// moment.
    /// </summary>
    public void ConnectedElsewhere(Guid instance, IReadOnlyDictionary<Guid, int> people)
    {
        lock (_gate)
        {
            foreach (
                var gone in _elsewhere.Where(other => clock.GetElapsedTime(other.Value.At) > SaidLately).Select(other => other.Key).ToList()
            )
            {
                _elsewhere.Remove(gone);
            }

            _elsewhere[instance] = (clock.GetTimestamp(), people);
        }
    }

    /// <summary>This instance stops: its clients connect to others.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
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

    // Under the gate.
    private int Elsewhere(Guid user) =>
        _elsewhere.Values.Sum(other => clock.GetElapsedTime(other.At) <= SaidLately ? other.People.GetValueOrDefault(user) : 0);

    /// <inheritdoc cref="TokenBuckets{TKey}.Forget"/>
    public void Forget() => _messages.Forget();
}

internal enum ConnectionRefusal
{
    InstanceIsFull,
    TooManyOfPerson,
}
