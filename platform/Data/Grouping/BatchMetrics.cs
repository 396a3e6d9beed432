using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;

namespace Community.Platform.Data.Grouping;

internal static class BatchMetrics
{
    private static readonly Meter Meter = new("Community.Grouping");

    /// <summary>How many calls are committed together.</summary>
    public static readonly Histogram<int> Size = Meter.CreateHistogram<int>(
        "community.batch.size",
        "{call}",
        "Calls that are committed together, by batcher",
        advice: Buckets.Counts
    );
}
