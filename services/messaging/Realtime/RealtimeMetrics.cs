using System.Diagnostics.Metrics;

namespace Community.Messaging.Realtime;

/// <summary>Metrics of realtime delivery.</summary>
internal static class RealtimeMetrics
{
    private static readonly Meter Meter = new("Community.Messaging.Realtime");

    /// <summary>Messages handed to connections.</summary>
    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>("messaging.realtime.delivered");

    /// <summary>How often messages had to be read from the database, because they did not arrive by themselves.</summary>
    public static readonly Counter<long> Repairs = Meter.CreateCounter<long>("messaging.realtime.repairs");

    /// <summary>Clients cut off because they did not read.</summary>
    public static readonly Counter<long> CutOff = Meter.CreateCounter<long>("messaging.realtime.cut_off");

    /// <summary>Signals to other instances that were dropped, because the broker did not take them.</summary>
    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>("messaging.realtime.signals_dropped");
}
