using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Counts the questions to caches in memory. Each request asks one, so they are added up here and read when metrics are exported.
/// </summary>
public static class CacheMetrics
{
    private static readonly ConcurrentDictionary<(string Cache, bool IsHit), StrongBox<long>> Counts = new();
    private static readonly Meter Meter = Create();

    /// <summary>Counts one question.</summary>
    /// <param name="cache">The cache's name, in snake_case.</param>
    /// <param name="isHit">Whether memory had the answer.</param>
    public static void Asked(string cache, bool isHit) => Asked(cache, isHit, 1);

    /// <summary>Counts several questions with the same result.</summary>
    /// <param name="cache">The cache's name, in snake_case.</param>
    /// <param name="isHit">Whether memory had the answers.</param>
    /// <param name="count">How many; 0 counts nothing.</param>
    public static void Asked(string cache, bool isHit, int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref Counts.GetOrAdd((cache, isHit), static _ => new()).Value, count);
        }
    }

    private static Meter Create()
    {
        var meter = new Meter("Community.Caches");
        meter.CreateObservableCounter(
            "community.cache.requests",
            Read,
            "{request}",
            "Questions to a cache in memory, by cache and result (hit, miss)"
        );
        return meter;
    }

    private static IEnumerable<Measurement<long>> Read() =>
        Counts.Select(count => new Measurement<long>(
            Interlocked.Read(ref count.Value.Value),
            new("cache", count.Key.Cache),
            new("result", count.Key.IsHit ? "hit" : "miss")
        ));
}
