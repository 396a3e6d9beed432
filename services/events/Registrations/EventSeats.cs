namespace Community.Events.Registrations;

/// <summary>An event's seats, counted. The row that every change of a seat locks.</summary>
internal sealed class EventSeats
{
    public required Guid EventId { get; init; }

    /// <summary>How many seats there are; null: as many as are wanted.</summary>
    public int? Capacity { get; set; }

    /// <summary>Seats of pending registrations.</summary>
    public int Held { get; set; }

    /// <summary>Seats of confirmed registrations, with those who have checked in.</summary>
    public int Confirmed { get; set; }

    public int Waitlisted { get; set; }

    /// <summary>The number that the last who joined the waitlist got.</summary>
    public long LastWaitlistNumber { get; set; }

    public long LedgerSeq { get; set; }

    /// <summary>Of the ledger's last entry; empty before the first.</summary>
    public byte[] LedgerHash { get; set; } = [];

    /// <summary>How many more may come; null: no limit.</summary>
    public int? Remaining => Capacity - Held - Confirmed;
}
