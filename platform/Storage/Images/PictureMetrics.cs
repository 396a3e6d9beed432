using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;

namespace Community.Platform.Storage.Images;

/// <summary>Metrics of pictures that are decoded.</summary>
internal static class PictureMetrics
{
    private static readonly Meter Meter = new("Community.Pictures");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "community.pictures.decoded",
        "{picture}",
        "Pictures that were decoded for a size or a placeholder, by outcome (done, invalid, refused)"
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "community.pictures.duration",
        "s",
        "From the turn of a picture to its size or placeholder",
        advice: Buckets.Seconds
    );

    public static void Done(TimeSpan duration, bool isValid)
    {
        Ended.Add(1, new KeyValuePair<string, object?>("outcome", isValid ? "done" : "invalid"));
        Duration.Record(duration.TotalSeconds);
    }

    public static void Refused() => Ended.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));
}
