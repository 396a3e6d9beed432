namespace Community.Messaging.Sync;

/// <summary>
/// The subscribers of this instance: waiting requests and subscribed connections, by the places (channels, communities, events, people)
/// whose changes concern them. A notification only means that something may have changed; the change itself is read from the database. A
/// lost signal delays an entry and never loses it. Thread safe.
/// </summary>
internal sealed class SyncAudience
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, HashSet<SyncSubscriber>> _places = [];

    /// <summary>From now on, the subscriber is notified of changes in these places only.</summary>
    public void Set(SyncSubscriber subscriber, IReadOnlySet<Guid> places)
    {
        lock (_gate)
        {
            Forget(subscriber);
            subscriber.Places = [.. places];
            foreach (var place in subscriber.Places)
            {
                AddTo(place, subscriber);
            }
        }
    }

    /// <summary>One more place for the subscribers of a person: a channel that the person has just opened.</summary>
    public void Add(Guid person, Guid place)
    {
        lock (_gate)
        {
            foreach (var subscriber in _places.GetValueOrDefault(person) ?? [])
            {
                if (subscriber.UserId == person && subscriber.Places.Add(place))
                {
                    AddTo(place, subscriber);
                }
            }
        }
    }

    public void Remove(SyncSubscriber subscriber)
    {
        lock (_gate)
        {
            Forget(subscriber);
        }
    }

    /// <summary>The subscribers of a place; of a person's id, also that person's own.</summary>
    public IReadOnlyList<SyncSubscriber> Of(Guid place)
    {
        lock (_gate)
        {
            return _places.TryGetValue(place, out var subscribers) ? [.. subscribers] : [];
        }
    }

    private void AddTo(Guid place, SyncSubscriber subscriber)
    {
        if (!_places.TryGetValue(place, out var subscribers))
        {
            _places[place] = subscribers = [];
        }

        subscribers.Add(subscriber);
    }

    private void Forget(SyncSubscriber subscriber)
    {
        foreach (var place in subscriber.Places)
        {
            if (_places.TryGetValue(place, out var subscribers) && subscribers.Remove(subscriber) && subscribers.Count == 0)
            {
                _places.Remove(place);
            }
        }

        subscriber.Places = [];
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
}
