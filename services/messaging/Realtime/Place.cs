namespace Community.Messaging.Realtime;

/// <summary>
/// A connection in a place. While it is being told what was before, what happens meanwhile is held for it, so that between the two there
/// is neither a hole nor a repeat.
/// </summary>
internal sealed class Seat(Place place, Listener listener, bool mayWrite)
{
    // A reference each, to what all who are there get: many, for who comes while a crowd comes or goes is not to be sent away for it.
    private const int MostHeld = 10_000;
    private readonly Lock _gate = new();
    private List<Delivery>? _held = [];
    private long _from;

    public Place Place => place;

    public Listener Listener => listener;

    /// <summary>As it was when rights were last looked at.</summary>
    public bool MayWrite { get; set; } = mayWrite;

    /// <summary>From now on, what comes is held.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held ??= [];
        }
    }

    /// <summary>Ends the holding: the listener has all messages up to this number. What was held goes at once: the first of it holds up nothing behind it.</summary>
    public void Release(long from)
    {
        lock (_gate)
        {
            (var held, _held, _from) = (_held, null, from);
            listener.Send([.. (held ?? []).Select(delivery => delivery.For(listener, from)).OfType<Frame>()]);
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
                listener.CutOff();
            }
        }
    }

    private void Send(Delivery delivery)
    {
        if (delivery.For(listener, _from) is { } frame)
        {
            listener.Send(frame);
        }
    }
}

/// <summary>A channel or a community that connections of this instance have joined.</summary>
internal class Place(Guid id)
{
    private readonly Dictionary<string, Seat> _seats = new(StringComparer.Ordinal);
    private Seat[]? _taken;

    public Guid Id => id;

    protected Lock Gate { get; } = new();

    /// <summary>Nobody joins it any more.</summary>
    protected bool IsClosed { get; private set; }

    /// <summary>Those who are here now.</summary>
    public Seat[] Seats
    {
        get
        {
            lock (Gate)
            {
                return _taken ??= [.. _seats.Values];
            }
        }
    }

    /// <summary>False: the place has closed, and another is to be opened.</summary>
    public bool TryAdd(Seat seat)
    {
        lock (Gate)
        {
            if (!IsClosed)
            {
                _seats[seat.Listener.Id] = seat;
                _taken = null;
            }

            return !IsClosed;
        }
    }

    /// <summary>True: it was the last one, and the place has closed.</summary>
    public bool Remove(Seat seat)
    {
        lock (Gate)
        {
            if (_seats.TryGetValue(seat.Listener.Id, out var taken) && taken == seat)
            {
                _seats.Remove(seat.Listener.Id);
                _taken = null;
            }

            return TryClose();
        }
    }

    /// <summary>Closes it, if nobody is here and nothing keeps it open.</summary>
    public bool TryClose()
    {
        lock (Gate)
        {
            return IsClosed |= _seats.Count == 0 && !IsKeptOpen;
        }
    }

    public void Tell(Delivery delivery)
    {
        foreach (var seat in Seats)
        {
            seat.Offer(delivery);
        }
    }

    /// <summary>Whether it stays although nobody has joined it. Asked under the gate.</summary>
    protected virtual bool IsKeptOpen => false;

    protected bool IsTakenBy(string connectionId) => _seats.ContainsKey(connectionId);
}
