namespace Community.Bench.Load;

/// <summary>The figures of one turn of load.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">Median latency in milliseconds; NaN if it is not known.</param>
/// <param name="P99">The 99th percentile of the latency, in milliseconds.</param>
/// <param name="Errors">Answers other than 2xx, and connections that broke.</param>
internal sealed record Sample(double PerSecond, double P50, double P99, long Errors = 0);

/// <summary>One of several alternatives, which are measured in turns.</summary>
internal sealed record Alternative(string Name, Func<TimeSpan, Task<Sample>> RunAsync);
