using System.Diagnostics.Metrics;

namespace Community.Events.Registrations;

internal static class SeatMetrics
{
    private static readonly Meter Meter = new("Community.Events.Seats");

    private static readonly Counter<long> Granted = Meter.CreateCounter<long>(
        "community.seats.granted",
        "{seat}",
        "Seats that were confirmed, by sale (free, paid)"
    );

    private static readonly Counter<long> Waitlisted = Meter.CreateCounter<long>(
        "community.seats.waitlisted",
        "{registration}",
        "Registrations that joined a waitlist"
    );

    /// <summary>These changes are committed.</summary>
    /// <param name="granted">Seats that were confirmed.</param>
    /// <param name="isPaid">Whether the event has a price.</param>
    /// <param name="waitlisted">Registrations that joined the waitlist.</param>
    public static void Changed(int granted, bool isPaid, long waitlisted)
    {
        if (granted > 0)
        {
            Granted.Add(granted, new KeyValuePair<string, object?>("sale", isPaid ? "paid" : "free"));
        }

        if (waitlisted > 0)
        {
            Waitlisted.Add(waitlisted);
        }
    }
}
