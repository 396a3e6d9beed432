namespace Community.Messaging.Realtime;

/// <summary>
/// Who is where on this instance: in which channels, and (under the person's own id) connected at all. What changes is written down by
/// <see cref="PresenceKeeper"/>, together with other changes.
/// </summary>
internal sealed class Presence
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Place, Guid User), int> _devices = [];
    private readonly HashSet<(Guid Place, Guid User)> _changed = [];

    /// <summary>One more device of somebody is there.</summary>
    public void Enter(Guid place, Guid user)
    {
        lock (_gate)
        {
            var key = (place, user);
            if ((_devices[key] = _devices.GetValueOrDefault(key) + 1) == 1)
            {
                _changed.Add(key);
            }
        }
    }

    /// <summary>One fewer.</summary>
    public void Leave(Guid place, Guid user)
    {
        lock (_gate)
        {
            var key = (place, user);
            if (_devices.TryGetValue(key, out var count) && count > 1)
            {
                _devices[key] = count - 1;
            }
            else if (_devices.Remove(key))
            {
                _changed.Add(key);
            }
        }
    }

    /// <summary>What changed since the last call: who is there now, and who is not.</summary>
    public (List<(Guid Place, Guid User)> Here, List<(Guid Place, Guid User)> Gone) TakeChanges(int most)
    {
        lock (_gate)
        {
            var taken = _changed.Take(most).ToList();
            _changed.ExceptWith(taken);
            return (taken.FindAll(_devices.ContainsKey), taken.FindAll(key => !_devices.ContainsKey(key)));
        }
    }

    /// <summary>What was taken could not be written down.</summary>
    public void GiveBack(IEnumerable<(Guid Place, Guid User)> changes)
    {
        lock (_gate)
        {
            _changed.UnionWith(changes);
        }
    }

    /// <summary>Everything is to be written down again.</summary>
    public void Repeat()
    {
        lock (_gate)
        {
            _changed.UnionWith(_devices.Keys);
        }
    }
}
