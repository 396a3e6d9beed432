using System.Text;

namespace Community.AppHost.Telemetry;

/// <summary>One line of a chart: an instrument's points with one set of attributes from one sender.</summary>
/// <param name="sender">The sender.</param>
/// <param name="attributes">The attributes.</param>
/// <param name="isContinued">Whether the sender had counted before the first point here.</param>
internal sealed class Series(Sender sender, IReadOnlyDictionary<string, string> attributes, bool isContinued)
{
    private const int MostExemplars = 16;
    private const int MostPoints = 720;
    private readonly Queue<MetricPoint> _points = new();
    private readonly Queue<Exemplar> _exemplars = new();
    private MetricPoint _last;

    // Thinning leaves the points of this time as they are.
    private static readonly long Recent = (long)TimeSpan.FromMinutes(5).TotalNanoseconds;

    public Sender Sender => sender;
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    /// <summary>The upper bounds of a histogram's buckets, except the last.</summary>
    public double[] Bounds { get; private set; } = [];

    /// <summary>
    /// Oldest first. A point that repeats the one before is not kept, so that a series that rests needs no memory: between two points the
    /// first one holds.
    /// </summary>
    public IReadOnlyCollection<MetricPoint> Points => _points;

    /// <summary>The newest ones, oldest first.</summary>
    public IReadOnlyCollection<Exemplar> Exemplars => _exemplars;

    /// <summary>The time of the newest point, whether it was kept or not.</summary>
    public long LastSeen { get; private set; }

    /// <summary>
    /// The first point, if its sender had counted before: it is then where the count begins here. Null: the count began at zero.
    /// </summary>
    public MetricPoint? Beginning => isContinued && _points.TryPeek(out var first) ? first : null;

    /// <summary>The time of the newest point with another value than the one before.</summary>
    public long LastChange => _last.Time;

    /// <summary>Bytes of memory, about.</summary>
    public int Size => 300 + (_points.Count * (48 + (Bounds.Length > 0 ? 24 + (8 * (Bounds.Length + 1)) : 0)));

    /// <summary>Adds a point that is newer than the last; points older than <paramref name="since"/> are dropped, except one.</summary>
    public void Add(ReceivedPoint received, long since)
    {
        if (!received.Bounds.AsSpan().SequenceEqual(Bounds))
        {
            _points.Clear();
            Bounds = received.Bounds;
        }

        foreach (var exemplar in received.Exemplars)
        {
            _exemplars.Enqueue(exemplar);
            if (_exemplars.Count > MostExemplars)
            {
                _exemplars.Dequeue();
            }
        }

        if (received.Point.Time <= LastSeen)
        {
            return;
        }

        LastSeen = received.Point.Time;
        var point = received.IsDelta && _points.Count > 0 ? Sum(_last, received.Point) : received.Point;
        if (_points.Count == 0 || point.Value != _last.Value || point.Count != _last.Count)
        {
            _points.Enqueue(point);
            _last = point;
        }

        while (_points.Count > MostPoints || (_points.Count > 1 && _points.ElementAt(1).Time < since))
        {
            _points.Dequeue();
        }
    }

    /// <summary>Drops every second point that is not recent. The others hold until the next one, so totals stay right.</summary>
    public void Thin()
    {
        var points = _points.ToArray();
        _points.Clear();
        for (var i = 0; i < points.Length; i++)
        {
            if (i % 2 == 0 || points[i].Time > LastSeen - Recent)
            {
                _points.Enqueue(points[i]);
            }
        }
    }

    private static MetricPoint Sum(MetricPoint total, MetricPoint added) =>
        new(
            added.Time,
            total.Value + added.Value,
            total.Count + added.Count,
            total.Buckets is { } before && added.Buckets is { } more ? [.. before.Zip(more, (a, b) => a + b)] : added.Buckets
        );
}

/// <summary>An instrument with its series from all senders.</summary>
internal sealed class Instrument(InstrumentIdentity identity)
{
    public InstrumentIdentity Identity => identity;
    public Dictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);
}

/// <summary>
/// The metrics of the last hour in memory. There is a limit to the series and to their memory. Older points are thinned out first; then
/// the series that rest for longest are dropped. Thread safe.
/// </summary>
/// <param name="mostSeries">How many series are kept.</param>
/// <param name="mostBytes">How much memory they may need.</param>
/// <param name="kept">How long points are kept.</param>
internal sealed class MetricStore(int mostSeries, long mostBytes, TimeSpan kept)
{
    private const int MostThinnings = 3;
    private const int MostRemembered = 10_000;

    // A sender whose first points count from longer ago has counted for others, or before this store began.
    private static readonly long Short = (long)TimeSpan.FromMinutes(1).TotalNanoseconds;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Meter, string Name), Instrument> _instruments = [];

    // By sender, the time of its first point.
    private readonly Dictionary<(string Service, string Instance), long> _senders = [];

    // Series that were dropped while their senders counted on.
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private int _series;
    private long _bytes;

    /// <summary>How many points have arrived since AppHost started.</summary>
    public long Arrived { get; private set; }

    /// <summary>Bytes of memory, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(ReceivedPoint received)
    {
        var identity = received.Instrument;
        lock (_gate)
        {
            Arrived++;
            if (!_instruments.TryGetValue((identity.Meter, identity.Name), out var instrument) || instrument.Identity.Kind != identity.Kind)
            {
                Remove(instrument);
                instrument = new Instrument(identity);
                _instruments[(identity.Meter, identity.Name)] = instrument;
            }

            var key = KeyOf(received);
            if (!instrument.Series.TryGetValue(key, out var series))
            {
                series = new Series(received.Sender, Texts(received.Attributes), IsContinued(received, identity, key));
                instrument.Series.Add(key, series);
                _series++;
                Interlocked.Add(ref _bytes, series.Size);
            }

            var before = series.Size;
            series.Add(received, received.Point.Time - (long)kept.TotalNanoseconds);
            Interlocked.Add(ref _bytes, series.Size - before);
            if (_series > mostSeries || _bytes > mostBytes)
            {
                MakeRoom();
            }
        }
    }

    /// <summary>Reads all instruments; nothing arrives meanwhile.</summary>
    public T Read<T>(Func<IReadOnlyCollection<Instrument>, T> read)
    {
        lock (_gate)
        {
            return read(_instruments.Values);
        }
    }

    /// <summary>Reads one instrument; nothing arrives meanwhile.</summary>
    public T Read<T>(string meter, string name, Func<Instrument?, T> read)
    {
        lock (_gate)
        {
            return read(_instruments.GetValueOrDefault((meter, name)));
        }
    }

    /// <summary>Forgets all until the next restart, which reads the files again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var (instrument, key, _) in All())
            {
                Remember(instrument.Identity, key);
            }

            _instruments.Clear();
            _series = 0;
            Interlocked.Exchange(ref _bytes, 0);
        }
    }

    private IEnumerable<(Instrument Instrument, string Key, Series Series)> All() =>
        _instruments.Values.SelectMany(instrument => instrument.Series.Select(pair => (instrument, pair.Key, pair.Value)));

    // A tenth at once, so that the next new series need not search again.
    private void MakeRoom()
    {
        for (var thinned = 0; thinned < MostThinnings && _bytes > mostBytes / 10 * 9; thinned++)
        {
            foreach (var (_, _, series) in All())
            {
                var before = series.Size;
                series.Thin();
                Interlocked.Add(ref _bytes, series.Size - before);
            }
        }

        if (_series <= mostSeries && _bytes <= mostBytes)
        {
            return;
        }

        foreach (var (instrument, key, series) in All().OrderBy(entry => entry.Series.LastChange).Take(Math.Max(1, _series / 10)).ToList())
        {
            Remember(instrument.Identity, key);
            instrument.Series.Remove(key);
            _series--;
            Interlocked.Add(ref _bytes, -series.Size);
            if (instrument.Series.Count == 0)
            {
                _instruments.Remove((instrument.Identity.Meter, instrument.Identity.Name));
            }
        }
    }

    private bool IsContinued(ReceivedPoint received, InstrumentIdentity identity, string key)
    {
        if (_dropped.Remove(NameOf(identity, key)))
        {
            return true;
        }

        var (time, start) = (received.Point.Time, received.Start);
        if (_senders.Count > MostRemembered)
        {
            _senders.Clear();
        }

        _ = _senders.TryAdd((received.Sender.Service, received.Sender.Instance), time);
        return !received.IsDelta
            && start != 0
            && start < time - Short
            && time < _senders[(received.Sender.Service, received.Sender.Instance)] + (Short / 6);
    }

    private void Remember(InstrumentIdentity identity, string key)
    {
        if (_dropped.Count > MostRemembered)
        {
            _dropped.Clear();
        }

        _dropped.Add(NameOf(identity, key));
    }

    private static string NameOf(InstrumentIdentity identity, string key) => $"{identity.Meter}\0{identity.Name}\0{key}";

    private void Remove(Instrument? instrument)
    {
        if (instrument is not null)
        {
            _series -= instrument.Series.Count;
            Interlocked.Add(ref _bytes, -instrument.Series.Values.Sum(series => series.Size));
        }
    }

    private static string KeyOf(ReceivedPoint received)
    {
        var key = new StringBuilder(received.Sender.Service).Append('\0').Append(received.Sender.Instance);
        foreach (var (name, value) in received.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            key.Append('\0').Append(name).Append('\u0001').Append(Attributes.AsText(value));
        }

        return key.ToString();
    }

    private static Dictionary<string, string> Texts(IReadOnlyDictionary<string, object?> attributes) =>
        attributes.ToDictionary(pair => pair.Key, pair => Attributes.AsText(pair.Value), StringComparer.Ordinal);
}
