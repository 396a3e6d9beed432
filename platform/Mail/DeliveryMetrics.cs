using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;

namespace Community.Platform.Mail;

/// <summary>Metrics of mails and text messages.</summary>
internal static class DeliveryMetrics
{
    private static readonly Meter Meter = new("Community.Deliveries");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "community.deliveries.ended",
        "{message}",
        "Mails and text messages that were sent or given up, by kind and outcome (sent, given_up)"
    );

    private static readonly Counter<long> Failed = Meter.CreateCounter<long>(
        "community.deliveries.failed_attempts",
        "{attempt}",
        "Attempts to send a mail or text message that failed and are repeated, by kind"
    );

    private static readonly Histogram<double> Delay = Meter.CreateHistogram<double>(
        "community.deliveries.delay",
        "s",
        "From the request for a mail or text message to the end of its last attempt, by kind",
        advice: Buckets.Seconds
    );

    public static void End(string kind, bool isSent, TimeSpan delay)
    {
        Ended.Add(1, new("kind", kind), new("outcome", isSent ? "sent" : "given_up"));
        Delay.Record(delay.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
    }

    public static void Fail(string kind) => Failed.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
