using System.Diagnostics.Metrics;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>Counts the questions to caches in memory.</summary>
public static class CacheMetrics
{
    private static readonly Meter Meter = new("Community.Caches");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "community.cache.requests",
        "{request}",
        "Questions to a cache in memory, by cache and result (hit, miss)"
    );

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
            Requests.Add(count, new("cache", cache), new("result", isHit ? "hit" : "miss"));
        }
    }
}
