namespace Community.AppHost.Telemetry;

/// <summary>Quantiles of durations and of histograms.</summary>
internal static class Quantiles
{
    /// <summary>The value below which the share <paramref name="quantile"/> (0 to 1) of sorted values lies; 0 if there are none.</summary>
    public static double Of(List<double> sorted, double quantile) =>
        sorted.Count == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Count) - 1, 0, sorted.Count - 1)];

    /// <summary>
    /// The same of a histogram, by linear interpolation inside the bucket; null if it is empty. In the last bucket, which has no upper
    /// bound, it is the bound below.
    /// </summary>
    public static double? Of(double[] bounds, long[] buckets, double quantile)
    {
        var total = buckets.Sum();
        if (total <= 0 || bounds.Length == 0)
        {
            return null;
        }

        var rank = quantile * total;
        long below = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (below + buckets[i] >= rank && buckets[i] > 0)
            {
                var lower = i == 0 ? Math.Min(0, bounds[0]) : bounds[i - 1];
                return lower + ((bounds[i] - lower) * Math.Clamp((rank - below) / buckets[i], 0, 1));
            }

            below += buckets[i];
        }

        return bounds[^1];
    }
}
