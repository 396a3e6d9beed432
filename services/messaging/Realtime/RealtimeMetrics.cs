using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;

namespace Community.Messaging.Realtime;

/// <summary>Metrics of realtime delivery.</summary>
internal static class RealtimeMetrics
{
    private static readonly Meter Meter = new("Community.Messaging.Realtime");

    /// <summary>The hub's connections to this instance.</summary>
    public static readonly UpDownCounter<long> Connections = Meter.CreateUpDownCounter<long>(
        "community.realtime.connections",
        "{connection}",
        "Connections of the hub to this instance"
    );

    /// <summary>Messages handed to connections.</summary>
    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>(
        "community.realtime.delivered",
        "{message}",
        "Messages handed to connections"
    );

    /// <summary>How often messages had to be read from the database, because they did not arrive by themselves.</summary>
    public static readonly Counter<long> Repairs = Meter.CreateCounter<long>(
        "community.realtime.repairs",
        "{read}",
        "Reads of messages that did not arrive by themselves"
    );

    /// <summary>Clients cut off because they did not read.</summary>
    public static readonly Counter<long> CutOff = Meter.CreateCounter<long>(
        "community.realtime.cut_off",
        "{connection}",
        "Connections that were ended because their client did not read"
    );

    /// <summary>Signals to other instances that were dropped, because the broker did not take them.</summary>
    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "community.realtime.signals_dropped",
        "{signal}",
        "Signals to other instances that the broker did not take"
    );

    private static readonly Histogram<double> Delay = Meter.CreateHistogram<double>(
        "community.realtime.delay",
        "s",
        "From the time of a message, just before its commit, to the write to a client's socket",
        advice: Buckets.Seconds
    );

    /// <summary>These frames were written to a socket.</summary>
    public static void Written(List<Frame> frames, TimeProvider clock)
    {
        if (!Delay.Enabled)
        {
            return;
        }

        foreach (var frame in frames)
        {
            if (frame.Since is { } since)
            {
                // The message may have been written on another machine, whose clock is a little ahead.
                Delay.Record(Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds));
            }
        }
    }
}
