namespace Community.AppHost.Telemetry;

/// <summary>The spans of one trace that have arrived so far. Read it inside <see cref="TraceStore.Read{T}"/> only.</summary>
internal sealed class Trace(UInt128 id)
{
    private static readonly long Slow = (long)TimeSpan.FromSeconds(1).TotalNanoseconds;

    public UInt128 Id => id;

    /// <summary>In the order of arrival.</summary>
    public List<SpanRecord> Spans { get; } = [];

    /// <summary>Nanoseconds since 1970 at which its first span starts.</summary>
    public long Start { get; private set; } = long.MaxValue;

    /// <summary>Nanoseconds since 1970 at which its last span ends.</summary>
    public long End { get; private set; }

    /// <summary>The spans that failed.</summary>
    public int Errors { get; private set; }

    /// <summary>Bytes of memory, about.</summary>
    public long Size { get; private set; }

    /// <summary>Whether it is kept for longer than others: it failed, or took a second.</summary>
    public bool IsNotable => Errors > 0 || End - Start >= Slow;

    /// <summary>Whether it is one of those that are kept for longer.</summary>
    public bool IsKept { get; set; }

    /// <summary>
    /// The span that stands for the trace: the root, else the first whose parent is not here (the caller's own span is not exported).
    /// </summary>
    public SpanRecord Root
    {
        get
        {
            var ids = Spans.Select(span => span.SpanId).ToHashSet();
            return Spans.Where(span => !ids.Contains(span.ParentId)).MinBy(span => (span.ParentId != 0, span.Start)) ?? Spans[0];
        }
    }

    public void Add(SpanRecord span)
    {
        Spans.Add(span);
        Start = Math.Min(Start, span.Start);
        End = Math.Max(End, span.Start + span.Duration);
        Errors += span.IsError ? 1 : 0;
        Size += span.Size;
    }
}

/// <summary>
/// The last traces in memory. When there are too many of them, or they need too much memory, the oldest are dropped whole: first those
/// that neither failed nor took a second. Those that did may take three quarters of the room. Thread safe.
/// </summary>
/// <param name="mostTraces">How many traces are kept.</param>
/// <param name="mostBytes">How much memory they may need.</param>
internal sealed class TraceStore(int mostTraces, long mostBytes)
{
    /// <summary>How many spans of one trace are kept.</summary>
    public const int MostSpans = 5_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Trace> _traces = [];
    private readonly Queue<Trace> _order = new();
    private readonly Queue<Trace> _kept = new();
    private long _bytes;
    private long _keptBytes;

    /// <summary>How many spans have arrived since AppHost started: a page that has seen this number has seen all.</summary>
    public long Arrived { get; private set; }

    /// <summary>Bytes of memory, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(SpanRecord span)
    {
        lock (_gate)
        {
            Arrived++;
            if (!_traces.TryGetValue(span.TraceId, out var trace))
            {
                trace = new Trace(span.TraceId);
                _traces.Add(span.TraceId, trace);
                _order.Enqueue(trace);
            }

            if (trace.Spans.Count >= MostSpans || trace.Size > mostBytes / 4)
            {
                return;
            }

            trace.Add(span);
            Interlocked.Add(ref _bytes, span.Size);
            _keptBytes += trace.IsKept ? span.Size : 0;
            while (_traces.Count > mostTraces || (_bytes > mostBytes && _traces.Count > 1))
            {
                MakeRoom();
            }
        }
    }

    /// <summary>Drops a trace, or moves one to those that are kept. It is called until the limits hold.</summary>
    private void MakeRoom()
    {
        // They come in whole, and grow by the spans that arrive late: their share is looked at each time.
        var isTooMuchKept = _keptBytes > mostBytes / 4 * 3 || _kept.Count > mostTraces / 4 * 3;
        if (_kept.Count > 0 && (isTooMuchKept || _order.Count <= 1))
        {
            DropOldestKept();
            return;
        }

        var oldest = _order.Dequeue();
        if (!oldest.IsNotable)
        {
            Drop(oldest);
            return;
        }

        oldest.IsKept = true;
        _kept.Enqueue(oldest);
        _keptBytes += oldest.Size;
    }

    private void DropOldestKept()
    {
        var oldest = _kept.Dequeue();
        _keptBytes -= oldest.Size;
        Drop(oldest);
    }

    private void Drop(Trace trace)
    {
        _traces.Remove(trace.Id);
        Interlocked.Add(ref _bytes, -trace.Size);
    }

    /// <summary>Reads all traces, oldest arrival first; nothing arrives meanwhile.</summary>
    public T Read<T>(Func<IEnumerable<Trace>, T> read)
    {
        lock (_gate)
        {
            return read(_kept.Concat(_order));
        }
    }

    /// <summary>The spans of a trace, in the order of arrival; empty if it is not here.</summary>
    public IReadOnlyList<SpanRecord> Find(UInt128 id)
    {
        lock (_gate)
        {
            return _traces.TryGetValue(id, out var trace) ? [.. trace.Spans] : [];
        }
    }

    /// <summary>Forgets all until the next restart, which reads the files again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _traces.Clear();
            _order.Clear();
            _kept.Clear();
            _keptBytes = 0;
            Interlocked.Exchange(ref _bytes, 0);
        }
    }
}
