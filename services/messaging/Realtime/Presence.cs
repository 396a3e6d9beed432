namespace Community.Messaging.Realtime;

/// <summary>
/// Who is where on this instance: in which channels, and (under the person's own id) connected at all. What changes is written down by
/// <see cref="PresenceKeeper"/>, together with other changes.
/// </summary>
internal sealed class Presence(TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Place, Guid User), int> _devices = [];
    private readonly HashSet<(Guid Place, Guid User)> _changed = [];
    private readonly HashSet<(Guid Place, Guid User)> _beingWritten = [];
    private readonly Dictionary<(Guid Place, Guid User), TaskCompletionSource> _waiting = [];
    private readonly SemaphoreSlim _isWanted = new(0, 1);

    // Where the database is away, all else goes on.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

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

    /// <summary>
    /// Completes when all instances can read that somebody is in a place, or is not any more; at the latest after a second. A call rings those who are written down:
    /// without this, a call within the first 100 ms after joining would ring nobody.
    /// </summary>
    public Task WrittenAsync(Guid place, Guid user)
    {
        Task written;
        lock (_gate)
        {
            var key = (place, user);
            if (!_changed.Contains(key) && !_beingWritten.Contains(key))
            {
                return Task.CompletedTask;
            }

            if (!_waiting.TryGetValue(key, out var waiting))
            {
                _waiting[key] = waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (_isWanted.CurrentCount == 0)
            {
                _isWanted.Release();
            }

            written = waiting.Task;
        }

        return Shortly();

        async Task Shortly() => await written.WaitAsync(LongestWait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until somebody wants to have it written, or for so long.</summary>
    public Task WantedAsync(TimeSpan most, CancellationToken cancellationToken) => _isWanted.WaitAsync(most, cancellationToken);

    /// <summary>What changed since the last call: who is there now, and who is not.</summary>
    public (List<(Guid Place, Guid User)> Here, List<(Guid Place, Guid User)> Gone) TakeChanges(int most)
    {
        lock (_gate)
        {
            var taken = _changed.Take(most).ToList();
            _changed.ExceptWith(taken);
            _beingWritten.UnionWith(taken);
            return (taken.FindAll(_devices.ContainsKey), taken.FindAll(key => !_devices.ContainsKey(key)));
        }
    }

    /// <summary>What was taken is written down.</summary>
    public void Written()
    {
        lock (_gate)
        {
            foreach (var key in _beingWritten)
            {
                // What has changed again since is written by the next round.
                if (!_changed.Contains(key) && _waiting.Remove(key, out var waiting))
                {
                    waiting.SetResult();
                }
            }

            _beingWritten.Clear();
        }
    }

    /// <summary>What was taken could not be written down.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            _changed.UnionWith(_beingWritten);
            _beingWritten.Clear();
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

    /// <inheritdoc/>
    public void Dispose() => _isWanted.Dispose();
}
