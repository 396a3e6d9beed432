using System.Diagnostics.Metrics;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// The bounds of histograms. Every histogram names one of them: the default of OpenTelemetry is made for milliseconds, and all durations
/// here are in seconds.
/// </summary>
public static class Buckets
{
    /// <summary>From 5 ms to 5 minutes, in seconds.</summary>
    public static InstrumentAdvice<double> Seconds { get; } =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] };

    /// <summary>From 1 to 1,000 things.</summary>
    public static InstrumentAdvice<int> Counts { get; } = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };

    /// <summary>From 4 to 65,536 tokens of a language model.</summary>
    public static InstrumentAdvice<long> Tokens { get; } =
        new() { HistogramBucketBoundaries = [4, 16, 64, 256, 512, 1024, 2048, 4096, 16384, 65536] };
}
