using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.SeatLedger;

/// <summary>The public check that an event never gave out more seats than it had.</summary>
internal static class AuditEndpoints
{
    private const int MostAtOnce = 1000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/events/{id:guid}/audit", AuditAsync).WithTags("Registrations").AllowAnonymous();

    /// <summary>Shows an event's seat ledger: every seat held, confirmed and released, hash-chained, without users.</summary>
    /// <remarks>How to check it: docs/seat-audit.md.</remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="afterSeq">Entries after this number; use the answer's <c>next_after_seq</c> for the next page.</param>
    /// <param name="limit">1 to 1000.</param>
    private static async Task<Results<Ok<SeatAudit>, NotFoundProblem, BadRequestProblem>> AuditAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        [FromQuery(Name = "after_seq"), Range(0, long.MaxValue)] long afterSeq = 0,
        [Range(1, MostAtOnce)] int limit = MostAtOnce
    )
    {
        if (await db.FindVisibleAsync(id, caller.UserIdOrNull()) is null)
        {
            return Problem.NotFound("There is no such event.");
        }

        var entries = await db
            .SeatLedger.AsNoTracking()
            .Where(entry => entry.EventId == id && entry.Seq > afterSeq)
            .OrderBy(entry => entry.Seq)
            .Take(limit + 1)
            .ToListAsync();
        var page = entries.Take(limit).Select(SeatAuditEntry.Of).ToList();
        return TypedResults.Ok(new SeatAudit(id, page, entries.Count > limit ? page[^1].Seq : null));
    }
}

/// <summary>A part of an event's seat ledger.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Entries">The entries in order.</param>
/// <param name="NextAfterSeq">Where the next part begins; null: this was the last.</param>
internal sealed record SeatAudit(Guid EventId, IReadOnlyList<SeatAuditEntry> Entries, long? NextAfterSeq) : IHasExample<SeatAudit>
{
    public static SeatAudit Example => new(Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"), [SeatAuditEntry.Example], null);
}

/// <param name="Seq">1, 2, 3… without gaps.</param>
/// <param name="Kind">capacity, held, confirmed or released.</param>
/// <param name="Capacity">The number of seats; null: no limit.</param>
/// <param name="Held">Seats held for unpaid registrations, after this change.</param>
/// <param name="Confirmed">Seats confirmed, after this change.</param>
/// <param name="At">The time of the change, in whole microseconds.</param>
/// <param name="Hash">SHA-256 over the hash before and this entry's line, in lower-case hex.</param>
internal sealed record SeatAuditEntry(long Seq, string Kind, int? Capacity, int Held, int Confirmed, DateTimeOffset At, string Hash)
    : IHasExample<SeatAuditEntry>
{
    public static SeatAuditEntry Example =>
        new(
            1,
            "capacity",
            20,
            0,
            0,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            "6a1f0d3c2b5e4f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8"
        );

    public static SeatAuditEntry Of(SeatLedgerEntry entry) =>
        new(entry.Seq, entry.Kind, entry.Capacity, entry.Held, entry.Confirmed, entry.At, Convert.ToHexStringLower(entry.Hash));
}
