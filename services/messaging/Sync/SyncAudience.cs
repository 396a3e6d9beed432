namespace Community.Messaging.Sync;

/// <summary>
/// The listeners of this instance: waiting requests and subscribed connections, by the places (channels, communities, events, people) whose
/// changes concern them. A notification only means that something may have changed; the change itself is read from the database. A lost
/// signal delays an entry and never loses it. Thread safe.
/// </summary>
internal sealed class SyncAudience
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, HashSet<SyncSubscriber>> _places = [];

    /// <summary>From now on, the listener is notified of changes in these places only.</summary>
    public void Set(SyncSubscriber listener, IReadOnlySet<Guid> places)
    {
        lock (_gate)
        {
            Forget(listener);
            listener.Places = [.. places];
            foreach (var place in listener.Places)
            {
                AddTo(place, listener);
            }
        }
    }

    /// <summary>One more place for the listeners of a person: a channel that the person has just opened.</summary>
    public void Add(Guid person, Guid place)
    {
        lock (_gate)
        {
            foreach (var listener in _places.GetValueOrDefault(person) ?? [])
            {
                if (listener.UserId == person && listener.Places.Add(place))
                {
                    AddTo(place, listener);
                }
            }
        }
    }

    public void Remove(SyncSubscriber listener)
    {
        lock (_gate)
        {
            Forget(listener);
        }
    }

    /// <summary>The listeners of a place; of a person's id, also that person's own.</summary>
    public IReadOnlyList<SyncSubscriber> Of(Guid place)
    {
        lock (_gate)
        {
            return _places.TryGetValue(place, out var listeners) ? [.. listeners] : [];
        }
    }

    private void AddTo(Guid place, SyncSubscriber listener)
    {
        if (!_places.TryGetValue(place, out var listeners))
        {
            _places[place] = listeners = [];
        }

        listeners.Add(listener);
    }

    private void Forget(SyncSubscriber listener)
    {
        foreach (var place in listener.Places)
        {
            if (_places.TryGetValue(place, out var listeners) && listeners.Remove(listener) && listeners.Count == 0)
            {
                _places.Remove(place);
            }
        }

        listener.Places = [];
    }
}

/// <summary>A waiting request, or a subscribed connection.</summary>
internal abstract class SyncSubscriber(Guid userId)
{
    public Guid UserId => userId;

    /// <summary>Guarded by the <see cref="SyncAudience"/>.</summary>
    internal HashSet<Guid> Places { get; set; } = [];

    /// <summary>The person's entries may have changed. Quick, never throws.</summary>
    public abstract void Wake();

    /// <summary>
    /// Messages were posted in a channel, or deleted: only its numbers changed. By default the same as any other change.
    /// </summary>
    public virtual void Wake(Guid channelId) => Wake();

    /// <summary>A notification was made for the person, or read. By default the same as any other change.</summary>
    public virtual void WakeOfNotification() => Wake();
}
