namespace Community.AppHost.Telemetry;

/// <summary>
/// The last log records in memory. When there are too many of them, or they need too much memory, the oldest are dropped. Thread safe.
/// </summary>
/// <param name="mostRecords">How many records are kept.</param>
/// <param name="mostBytes">How much memory they may need.</param>
internal sealed class LogStore(int mostRecords, long mostBytes)
{
    private const int ErrorSeverity = 17;
    private readonly Lock _gate = new();
    private readonly Queue<LogRecord> _records = new();
    private readonly Dictionary<string, int> _errors = new(StringComparer.Ordinal);
    private long _bytes;
    private long _seq;

    /// <summary>Bytes of memory, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(LogRecord record)
    {
        lock (_gate)
        {
            record.Seq = ++_seq;
            _records.Enqueue(record);
            Count(record, 1);
            Interlocked.Add(ref _bytes, record.Size);
            while (_records.Count > mostRecords || (_bytes > mostBytes && _records.Count > 1))
            {
                var oldest = _records.Dequeue();
                Count(oldest, -1);
                Interlocked.Add(ref _bytes, -oldest.Size);
            }
        }
    }

    /// <summary>All records, in the order of arrival.</summary>
    public IReadOnlyList<LogRecord> All()
    {
        lock (_gate)
        {
            return [.. _records];
        }
    }

    /// <summary>How many records of severity error or fatal are kept of each service.</summary>
    public IReadOnlyDictionary<string, int> Errors()
    {
        lock (_gate)
        {
            return new Dictionary<string, int>(_errors, StringComparer.Ordinal);
        }
    }

    /// <summary>Forgets all until the next restart, which reads the files again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _records.Clear();
            _errors.Clear();
            Interlocked.Exchange(ref _bytes, 0);
        }
    }

    private void Count(LogRecord record, int change)
    {
        if (record.Severity >= ErrorSeverity)
        {
            _errors[record.Sender.Service] = _errors.GetValueOrDefault(record.Sender.Service) + change;
        }
    }
}
