using System.Text;

namespace Community.AppHost.Telemetry;

/// <summary>One line of a chart: an instrument's points with one set of attributes from one sender.</summary>
internal sealed class Series(Sender sender, IReadOnlyDictionary<string, string> attributes)
{
    private const int MostExemplars = 16;
    private const int MostPoints = 720;
    private readonly Queue<MetricPoint> _points = new();
    private readonly Queue<Exemplar> _exemplars = new();
    private MetricPoint _last;

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
/// The metrics of the last hour in memory. There is a limit to the series and to their memory; the series that were silent for longest
/// are dropped first. Thread safe.
/// </summary>
/// <param name="mostSeries">How many series are kept.</param>
/// <param name="mostBytes">How much memory they may need.</param>
/// <param name="kept">How long points are kept.</param>
internal sealed class MetricStore(int mostSeries, long mostBytes, TimeSpan kept)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Meter, string Name), Instrument> _instruments = [];
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
                series = new Series(received.Sender, Texts(received.Attributes));
                instrument.Series.Add(key, series);
                _series++;
                Interlocked.Add(ref _bytes, series.Size);
            }

            var before = series.Size;
            series.Add(received, received.Point.Time - (long)kept.TotalNanoseconds);
            Interlocked.Add(ref _bytes, series.Size - before);
            if (_series > mostSeries || _bytes > mostBytes)
            {
                DropTheMostSilent();
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
            _instruments.Clear();
            _series = 0;
            Interlocked.Exchange(ref _bytes, 0);
        }
    }

    // A tenth at once, so that the next new series need not search again.
    private void DropTheMostSilent()
    {
        var silent = _instruments
            .Values.SelectMany(instrument => instrument.Series.Select(pair => (instrument, pair.Key, Series: pair.Value)))
            .OrderBy(entry => entry.Series.LastSeen)
            .Take(Math.Max(1, _series / 10))
            .ToList();
        foreach (var (instrument, key, series) in silent)
        {
            instrument.Series.Remove(key);
            _series--;
            Interlocked.Add(ref _bytes, -series.Size);
            if (instrument.Series.Count == 0)
            {
                _instruments.Remove((instrument.Identity.Meter, instrument.Identity.Name));
            }
        }
    }

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
