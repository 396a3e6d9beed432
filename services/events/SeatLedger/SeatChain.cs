using System.Globalization;
using Community.Events.Registrations;
using Community.Platform.Data;

namespace Community.Events.SeatLedger;

/// <summary>
/// The hash chain over an event's seat ledger, and the check that every reader can make (docs/seat-audit.md). An entry's hash is SHA-256
/// over the hash before it (nothing before the first) and the UTF-8 line <c>event_id|seq|kind|capacity|held|confirmed|at</c>. Capacity is
/// empty if there is no limit; <c>at</c> is in microseconds since 1970-01-01 UTC.
/// </summary>
internal static class SeatChain
{
    /// <summary>The next entry, for the present counts; the time in whole microseconds.</summary>
    public static SeatLedgerEntry Next(EventSeats seats, string kind, DateTimeOffset now)
    {
        var seq = seats.LedgerSeq + 1;
        return new SeatLedgerEntry
        {
            EventId = seats.EventId,
            Seq = seq,
            Kind = kind,
            Capacity = seats.Capacity,
            Held = seats.Held,
            Confirmed = seats.Confirmed,
            At = now,
            Hash = HashOf(seats.LedgerHash, seats.EventId, seq, kind, seats.Capacity, seats.Held, seats.Confirmed, now),
        };
    }

    /// <summary>The sequence number of the first invalid entry; null: the chain is intact and no seat was oversold.</summary>
    public static long? FirstFault(IEnumerable<SeatLedgerEntry> entries)
    {
        var (before, seq) = (Array.Empty<byte>(), 0L);
        foreach (var entry in entries)
        {
            seq++;
            var hash = HashOf(before, entry.EventId, entry.Seq, entry.Kind, entry.Capacity, entry.Held, entry.Confirmed, entry.At);
            if (
                entry.Seq != seq
                || !hash.AsSpan().SequenceEqual(entry.Hash)
                || entry.Held < 0
                || entry.Confirmed < 0
                || entry.Held + entry.Confirmed > entry.Capacity
            )
            {
                return entry.Seq;
            }

            before = hash;
        }

        return null;
    }

    private static byte[] HashOf(
        byte[] before,
        Guid eventId,
        long seq,
        string kind,
        int? capacity,
        int held,
        int confirmed,
        DateTimeOffset at
    )
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{eventId}|{seq}|{kind}|{capacity}|{held}|{confirmed}|{HashChain.Microseconds(at)}"
        );
        return HashChain.Next(before, line);
    }
}

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
