using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Community.Platform.Data.Partitions;

/// <summary>
/// How far ahead there are partitions (meter <c>Community.Partitions</c>). The figure falls by itself while none is added, also if the
/// maintenance fails or never ends.
/// </summary>
internal sealed class PartitionMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(string Database, string Table), DateTimeOffset> _until = new();

    public PartitionMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _meter = meters.Create("Community.Partitions");
        _clock = clock;
        _meter.CreateObservableGauge(
            "community.partitions.ahead",
            Ahead,
            "s",
            "The time from now to the end of a table's last partition, by database and table"
        );
    }

    /// <param name="database">The database's name.</param>
    /// <param name="table">The partitioned table.</param>
    /// <param name="until">The end of its last partition.</param>
    public void Covered(string database, string table, DateTimeOffset until) => _until[(database, table)] = until;

    private IEnumerable<Measurement<double>> Ahead() =>
        _until.Select(entry => new Measurement<double>(
            (entry.Value - _clock.GetUtcNow()).TotalSeconds,
            new("database", entry.Key.Database),
            new("table", entry.Key.Table)
        ));

    public void Dispose() => _meter.Dispose();
}
