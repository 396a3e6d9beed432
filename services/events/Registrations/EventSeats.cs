namespace Community.Events.Registrations;

/// <summary>The counts of an event's seats. Every change of a seat locks this row.</summary>
internal sealed class EventSeats
{
    public required Guid EventId { get; init; }

    /// <summary>The number of seats; null: no limit.</summary>
    public int? Capacity { get; set; }

    /// <summary>Seats of pending registrations.</summary>
    public int Held { get; set; }

    /// <summary>Seats of confirmed registrations, including those that are checked in.</summary>
    public int Confirmed { get; set; }

    public int Waitlisted { get; set; }

    /// <summary>The number of the registration that last joined the waitlist.</summary>
    public long LastWaitlistNumber { get; set; }

    public long LedgerSeq { get; set; }

    /// <summary>The hash of the ledger's last entry; empty before the first.</summary>
    public byte[] LedgerHash { get; set; } = [];

    /// <summary>The number of free seats; null: no limit.</summary>
    public int? Remaining => Capacity - Held - Confirmed;
}
