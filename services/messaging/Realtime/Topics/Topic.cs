namespace Community.Messaging.Realtime;

/// <summary>
/// A client connection's subscription to a topic. While the client is sent the earlier messages, new deliveries are held, so that between
/// the two there is neither a gap nor a repeat.
/// </summary>
internal sealed class Subscription(Topic topic, ClientConnection client, bool mayWrite)
{
    // Each held delivery is a reference to an object that all subscriptions share. The limit is high, so that a client that joins while a
    // crowd comes or goes is not cut off.
    private const int MostHeld = 10_000;
    private readonly Lock _gate = new();
    private List<Delivery>? _held = [];
    private long _from;

    public Topic Topic => topic;

    public ClientConnection Client => client;

    /// <summary>As it was at the last check of the rights.</summary>
    public bool MayWrite { get; set; } = mayWrite;

    /// <summary>From now on, deliveries are held.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held ??= [];
        }
    }

    /// <summary>
    /// Ends the holding: the client has all messages up to this number. Held deliveries are sent at once, without waiting for one another.
    /// </summary>
    public void Release(long from)
    {
        lock (_gate)
        {
            (var held, _held, _from) = (_held, null, from);
            client.Send([.. (held ?? []).Select(delivery => delivery.For(client, from)).OfType<Frame>()]);
        }
    }

    public void Offer(Delivery delivery)
    {
        lock (_gate)
        {
            if (_held is null)
            {
                Send(delivery);
            }
            else if (_held.Count < MostHeld)
            {
                _held.Add(delivery);
            }
            else
            {
                client.CutOff();
            }
        }
    }

    private void Send(Delivery delivery)
    {
        if (delivery.For(client, _from) is { } frame)
        {
            client.Send(frame);
        }
    }
}

/// <summary>A topic: a channel or a community that connections of this instance have joined.</summary>
internal class Topic(Guid id)
{
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private Subscription[]? _taken;

    public Guid Id => id;

    protected Lock Gate { get; } = new();

    /// <summary>No connection can join any more.</summary>
    protected bool IsClosed { get; private set; }

    /// <summary>The present subscriptions.</summary>
    public Subscription[] Subscriptions
    {
        get
        {
            lock (Gate)
            {
                return _taken ??= [.. _subscriptions.Values];
            }
        }
    }

    /// <summary>False: the topic has closed, and a new one has to be opened.</summary>
    public bool TryAdd(Subscription subscription)
    {
        lock (Gate)
        {
            if (!IsClosed)
            {
                _subscriptions[subscription.Client.Id] = subscription;
                _taken = null;
            }

            return !IsClosed;
        }
    }

    /// <summary>True: it was the last one, and the topic has closed.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (Gate)
        {
            if (_subscriptions.TryGetValue(subscription.Client.Id, out var taken) && taken == subscription)
            {
                _subscriptions.Remove(subscription.Client.Id);
                _taken = null;
            }

            return TryClose();
        }
    }

    /// <summary>Closes it, if it has no subscriptions and nothing keeps it open.</summary>
    public bool TryClose()
    {
        lock (Gate)
        {
            return IsClosed |= _subscriptions.Count == 0 && !IsKeptOpen;
        }
    }

    public void Deliver(Delivery delivery)
    {
        foreach (var subscription in Subscriptions)
        {
            subscription.Offer(delivery);
        }
    }

    /// <summary>Whether it stays open without subscriptions. Called under the gate.</summary>
    protected virtual bool IsKeptOpen => false;

    protected bool IsTakenBy(string connectionId) => _subscriptions.ContainsKey(connectionId);
}
