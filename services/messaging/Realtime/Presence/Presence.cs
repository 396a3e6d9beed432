namespace Community.Messaging.Realtime;

/// <summary>
/// The users on this instance: the channels that each is in and, under the user's own id, whether they are connected at all.
/// <see cref="PresenceReporter"/> writes changes to the database, several together.
/// </summary>
internal sealed class Presence(TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Place, Guid User), int> _devices = [];
    private readonly HashSet<(Guid Place, Guid User)> _changed = [];
    private readonly HashSet<(Guid Place, Guid User)> _beingWritten = [];
    private readonly Dictionary<(Guid Place, Guid User), TaskCompletionSource> _waiting = [];
    private readonly SemaphoreSlim _isNeeded = new(0, 1);
    private readonly HashSet<(Guid Place, Guid User)> _kept = [];

    // The departures that may be reloads, and when they happened.
    private readonly Dictionary<(Guid Place, Guid User), long> _leaving = [];
    private bool _isStopping;
    private bool _isKept;

    // If the database is away, everything else goes on.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>The time in which a client that was cut off comes to another instance.</summary>
    private static readonly TimeSpan ForReturn = PresenceTable.DeadAfter;

    /// <summary>One more device of a user entered.</summary>
    public void Enter(Guid place, Guid user)
    {
        lock (_gate)
        {
            var key = (place, user);
            if ((_devices[key] = _devices.GetValueOrDefault(key) + 1) == 1 && !_leaving.Remove(key))
            {
                _changed.Add(key);
            }
        }
    }

    /// <summary>
    /// One device fewer. A device that moves to another instance keeps the user present: if it does not come there, the others find that
    /// out when this instance is gone. A device that disconnects while this instance stops may be a page that is loaded again: only another
    /// instance lets it in, so the user stays present for the time that this takes.
    /// </summary>
    public void Leave(Guid place, Guid user, Departure departure = Departure.Left)
    {
        lock (_gate)
        {
            var key = (place, user);
            if (departure == Departure.Moving)
            {
                _kept.Add(key);
            }

            if (_devices.TryGetValue(key, out var count) && count > 1)
            {
                _devices[key] = count - 1;
            }
            else if (_devices.Remove(key) && !_isKept && !_kept.Contains(key))
            {
                if (_isStopping && departure == Departure.Disconnected)
                {
                    _leaving[key] = clock.GetTimestamp();
                }
                else
                {
                    _changed.Add(key);
                }
            }
        }
    }

    /// <summary>This instance lets no new connection in from now on.</summary>
    public void BeginStop()
    {
        lock (_gate)
        {
            _isStopping = true;
        }
    }

    /// <summary>
    /// This instance ends all its connections: the departures from now on are of clients who come to another instance. The others are found
    /// when this instance is gone.
    /// </summary>
    public void Keep()
    {
        lock (_gate)
        {
            _isKept = true;
        }
    }

    /// <summary>
    /// Completes when all instances can read that a user is in a place, or is no longer there; at the latest after a second. A call rings
    /// only users with presence in the database: without this, a call within the first 100 ms after joining would ring no user.
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

            if (_isNeeded.CurrentCount == 0)
            {
                _isNeeded.Release();
            }

            written = waiting.Task;
        }

        return ShortlyAsync();

        async Task ShortlyAsync() => await written.WaitAsync(LongestWait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until a caller waits for a write, or until the time is over.</summary>
    public Task NeededAsync(TimeSpan most, CancellationToken cancellationToken) => _isNeeded.WaitAsync(most, cancellationToken);

    /// <summary>Takes the changes since the last call: users who are in a place now, and users who are not.</summary>
    public (List<(Guid Place, Guid User)> Here, List<(Guid Place, Guid User)> Gone) TakeChanges(int most)
    {
        lock (_gate)
        {
            foreach (var (key, _) in _leaving.Where(one => clock.GetElapsedTime(one.Value) >= ForReturn).ToList())
            {
                _leaving.Remove(key);
                _changed.Add(key);
            }

            var taken = _changed.Take(most).ToList();
            _changed.ExceptWith(taken);
            _beingWritten.UnionWith(taken);
            return (taken.FindAll(_devices.ContainsKey), taken.FindAll(key => !_devices.ContainsKey(key)));
        }
    }

    /// <summary>The taken changes are in the database.</summary>
    public void Written()
    {
        lock (_gate)
        {
            foreach (var key in _beingWritten)
            {
                // A key that has changed again is written by the next round.
                if (!_changed.Contains(key) && _waiting.Remove(key, out var waiting))
                {
                    waiting.SetResult();
                }
            }

            _beingWritten.Clear();
        }
    }

    /// <summary>The taken changes could not be written.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            _changed.UnionWith(_beingWritten);
            _beingWritten.Clear();
        }
    }

    /// <summary>Marks everything as changed, so that it is written again.</summary>
    public void Repeat()
    {
        lock (_gate)
        {
            _changed.UnionWith(_devices.Keys);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _isNeeded.Dispose();
}

/// <summary>How a device goes.</summary>
internal enum Departure
{
    /// <summary>Its user left the place, or the service took them out of it.</summary>
    Left,

    /// <summary>Its connection ended.</summary>
    Disconnected,

    /// <summary>This instance told it to connect to another one.</summary>
    Moving,
}
