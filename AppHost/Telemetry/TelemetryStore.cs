namespace Community.AppHost.Telemetry;

/// <summary>How much telemetry is kept.</summary>
internal sealed record TelemetryLimits
{
    /// <summary>Traces in memory.</summary>
    public int Traces { get; init; } = 10_000;

    /// <summary>Bytes of traces in memory.</summary>
    public long TraceBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Log records in memory.</summary>
    public int Logs { get; init; } = 20_000;

    /// <summary>Bytes of log records in memory.</summary>
    public long LogBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Series of metrics in memory.</summary>
    public int Series { get; init; } = 6_000;

    /// <summary>Bytes of metrics in memory.</summary>
    public long MetricBytes { get; init; } = 6 * 1024 * 1024;

    /// <summary>How long points of metrics are kept in memory.</summary>
    public TimeSpan MetricAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one file.</summary>
    public long FileBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of all files of a signal.</summary>
    public long FolderBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How long files are kept.</summary>
    public TimeSpan FileAge { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>
/// Traces, logs and metrics: the newest in memory, where pages and scripts read them, and all of them in files for some days. Thread safe.
/// </summary>
internal sealed class TelemetryStore : IDisposable
{
    private readonly OtlpReader _reader = new();
    private readonly SegmentFolder _files;
    private readonly Lock _ingest = new();

    /// <summary>Reads the records of earlier runs in <paramref name="folder"/>.</summary>
    public TelemetryStore(string folder, TelemetryLimits limits, TimeProvider clock)
    {
        Traces = new TraceStore(limits.Traces, limits.TraceBytes);
        Logs = new LogStore(limits.Logs, limits.LogBytes);
        Metrics = new MetricStore(limits.Series, limits.MetricBytes, limits.MetricAge);
        _files = new SegmentFolder(folder, clock, limits.FileBytes, limits.FolderBytes, limits.FileAge);
        // Compressed, telemetry has about a fifth of its size in memory.
        _files.ReadBack(Signal.Traces, DateTimeOffset.MinValue, limits.TraceBytes / 4, request => _reader.ReadTraces(request, Traces.Add));
        _files.ReadBack(Signal.Logs, DateTimeOffset.MinValue, limits.LogBytes / 4, request => _reader.ReadLogs(request, Logs.Add));
        _files.ReadBack(
            Signal.Metrics,
            clock.GetUtcNow() - limits.MetricAge,
            limits.FolderBytes,
            request => _reader.ReadMetrics(request, Metrics.Add)
        );
    }

    public TraceStore Traces { get; }

    public LogStore Logs { get; }

    public MetricStore Metrics { get; }

    /// <summary>Takes an export request. Records before a malformed one stay.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a request; nothing of it is kept in files.</exception>
    public void Receive(Signal signal, ReadOnlySpan<byte> request)
    {
        lock (_ingest)
        {
            switch (signal)
            {
                case Signal.Traces:
                    _reader.ReadTraces(request, Traces.Add);
                    break;
                case Signal.Logs:
                    _reader.ReadLogs(request, Logs.Add);
                    break;
                default:
                    _reader.ReadMetrics(request, Metrics.Add);
                    break;
            }
        }

        _files.Append(signal, request);
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();
}
