namespace Community.AppHost.Telemetry;

/// <summary>Which log records are asked for. A condition that is null holds for all.</summary>
/// <param name="LeastSeverity">OTLP's severity number.</param>
/// <param name="Text">A part of the message or the category.</param>
/// <param name="After">Only records with a higher number.</param>
internal sealed record LogFilter(
    string? Service,
    int LeastSeverity,
    string? Text,
    UInt128? TraceId,
    ulong? SpanId,
    IReadOnlyList<AttributeCondition> Conditions,
    Period Period,
    long After
);

/// <summary>A log record.</summary>
/// <param name="Seq">The number of its arrival.</param>
/// <param name="Level">trace, debug, information, warning, error or critical.</param>
/// <param name="TraceId">Null if it belongs to none.</param>
internal sealed record LogEntry(
    long Seq,
    DateTimeOffset Time,
    string Level,
    string Service,
    string Instance,
    string Category,
    string Message,
    string? TraceId,
    string? SpanId,
    IReadOnlyDictionary<string, object?> Attributes
);

/// <summary>The newest matching records, oldest first.</summary>
/// <param name="Total">How many match, whether listed or not.</param>
/// <param name="Last">The <c>after</c> of the next call.</param>
internal sealed record LogList(IReadOnlyList<LogEntry> Items, int Total, long Last);

/// <summary>Finds and shows log records.</summary>
internal static class LogQueries
{
    private static readonly string[] Levels = ["trace", "debug", "information", "warning", "error", "critical"];

    /// <summary>The least severity number of a level.</summary>
    /// <exception cref="BadHttpRequestException">There is no such level; the answer is 400 with this message.</exception>
    public static int Severity(string? level) =>
        string.IsNullOrEmpty(level) ? 0
        : Array.IndexOf(Levels, level) is >= 0 and var index ? (4 * index) + 1
        : throw new BadHttpRequestException($"level is one of {string.Join(", ", Levels)}.");

    public static LogList List(LogStore store, LogFilter filter, int limit)
    {
        var all = store.All();
        var found = all.Where(record => IsMatch(record, filter)).ToList();
        return new LogList([.. found.Skip(found.Count - limit).Select(Entry)], found.Count, all.Count > 0 ? all[^1].Seq : filter.After);
    }

    private static bool IsMatch(LogRecord record, LogFilter filter) =>
        record.Seq > filter.After
        && record.Severity >= filter.LeastSeverity
        && (filter.Service is null || record.Sender.Service == filter.Service)
        && (filter.TraceId is null || record.TraceId == filter.TraceId)
        && (filter.SpanId is null || record.SpanId == filter.SpanId)
        && filter.Period.Contains(record.Time)
        && (
            filter.Text is null
            || record.Message.Contains(filter.Text, StringComparison.OrdinalIgnoreCase)
            || record.Scope.Contains(filter.Text, StringComparison.OrdinalIgnoreCase)
        )
        && filter.Conditions.All(condition => condition.IsMet(record.Body, LogRecord.AttributesField));

    private static LogEntry Entry(LogRecord record) =>
        new(
            record.Seq,
            Period.Time(record.Time),
            Levels[Math.Clamp((record.Severity - 1) / 4, 0, Levels.Length - 1)],
            record.Sender.Service,
            record.Sender.Instance,
            record.Scope,
            record.Message,
            record.TraceId == 0 ? null : TraceQueries.Hex(record.TraceId),
            record.SpanId == 0 ? null : TraceQueries.Hex(record.SpanId),
            Attributes.Read(record.Body, LogRecord.AttributesField)
        );
}
