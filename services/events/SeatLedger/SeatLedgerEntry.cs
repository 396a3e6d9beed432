namespace Community.Events.SeatLedger;

/// <summary>One change of seats: its kind, the counts after it, and the chain's hash over it and all entries before it.</summary>
internal sealed class SeatLedgerEntry
{
    public required Guid EventId { get; init; }

    /// <summary>1, 2, 3… without gaps.</summary>
    public required long Seq { get; init; }

    /// <summary><c>capacity</c>, <c>held</c>, <c>confirmed</c> or <c>released</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Null: no limit.</summary>
    public required int? Capacity { get; init; }

    public required int Held { get; init; }

    public required int Confirmed { get; init; }

    /// <summary>In whole microseconds, the precision of the database.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>SHA-256.</summary>
    public required byte[] Hash { get; init; }
}
