namespace Community.Bench.Load;

/// <summary>What one turn of load found.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">Median latency in milliseconds; NaN where it is not known.</param>
/// <param name="P99">The latency that 99 of 100 stay below, in milliseconds.</param>
/// <param name="Errors">Answers other than 2xx, and connections that broke.</param>
internal sealed record Sample(double PerSecond, double P50, double P99, long Errors = 0);

/// <summary>Something that takes turns with its alternatives.</summary>
internal sealed record Alternative(string Name, Func<TimeSpan, Task<Sample>> RunAsync);
