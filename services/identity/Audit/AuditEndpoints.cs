using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Community.Identity.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Audit;

/// <summary>
/// The audit record of the whole fleet: acts of administrators and moderators in any service, logins, changes of how an account is
/// protected, exports and erasures. docs/security/audit.md has the list.
/// </summary>
internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Administration").RequireAdmin();
        audit.MapGet("", ReadAuditAsync).WithName("audit_feature_read_audit").NotStored("shows what staff did to whom");
        audit.MapGet("/check", CheckAuditAsync).WithName("audit_feature_check_audit").NotStored("a check must be made anew each time");
    }

    /// <summary>
    /// Lists the audit record, the newest first: acts of staff in all services, logins, changes of protection, exports and erasures.
    /// </summary>
    private static async Task<Ok<Page<AuditView>>> ReadAuditAsync(
        [AsParameters] PageQuery page,
        [AsParameters] AuditFilter filter,
        IdentityDb db,
        CancellationToken cancellationToken
    )
    {
        var entries = db.AuditEntries.AsNoTracking();
        entries = filter.UserId is { } user ? entries.Where(entry => entry.UserId == user) : entries;
        entries = filter.ActorId is { } actor ? entries.Where(entry => entry.ActorId == actor) : entries;
        entries = filter.ObjectId is { } thing ? entries.Where(entry => entry.ObjectId == thing) : entries;
        entries = filter.Action is { } action ? entries.Where(entry => entry.Action == action) : entries;
        entries = filter.Service is { } service ? entries.Where(entry => entry.Service == service) : entries;
        entries = filter.Since is { } since ? entries.Where(entry => entry.OccurredAt >= since.Value) : entries;
        entries = filter.Until is { } until ? entries.Where(entry => entry.OccurredAt < until.Value) : entries;
        var found = await entries
            .OrderByDescending(entry => entry.OccurredAt)
            .ThenBy(entry => entry.Id)
            .ToPageAsync(
                page,
                entry => new
                {
                    Entry = entry,
                    Seal = db.AuditSeals.FirstOrDefault(seal => seal.EntryId == entry.Id),
                    Note = db.AuditNotes.Where(note => note.EntryId == entry.Id).Select(note => note.Note).FirstOrDefault(),
                },
                cancellationToken
            );
        return TypedResults.Ok(
            new Page<AuditView>(
                [.. found.Items.Select(item => AuditView.Of(item.Entry, item.Seal, item.Note))],
                found.Total,
                found.Number,
                found.Pages,
                found.NextCursor
            )
        );
    }

    /// <summary>Verifies the audit record, or the next part of a long one.</summary>
    /// <remarks>
    /// Recomputes the hash of each entry, and compares the record with the hashes that another service has kept. It names the first entry
    /// that was changed or removed. One request verifies at most 20,000 entries: where <c>next_cursor</c> is not null, the record goes on.
    /// The service verifies the whole record by itself each hour; <c>whole_at</c> says when the last round began that found it intact.
    /// </remarks>
    private static async Task<Ok<AuditCheckView>> CheckAuditAsync(
        [AsParameters] AuditCheckQuery query,
        AuditCheck check,
        IdentityDb db,
        CancellationToken cancellationToken
    )
    {
        var part = await check.MakeAsync(query.Position(), query.Limit, needsWitness: false, cancellationToken);
        var progress = await db.AuditProgress.AsNoTracking().SingleAsync(cancellationToken);
        return TypedResults.Ok(AuditCheckView.Of(part, progress));
    }
}

/// <summary>Which part of the record is verified.</summary>
/// <param name="Cursor">The next_cursor of the previous answer; absent for the beginning.</param>
/// <param name="Limit">How many entries at most, 1 to 20,000.</param>
internal sealed record AuditCheckQuery(
    [property: FromQuery(Name = "cursor"), StringLength(200)] string? Cursor = null,
    [property: FromQuery(Name = "limit"), Range(1, AuditVerifier.PartLength)] int Limit = AuditVerifier.PartLength
)
{
    /// <summary>Where the part begins. A cursor that this API did not make is refused with 400.</summary>
    public AuditPosition Position() =>
        Cursor is null ? AuditPosition.Beginning
        : Platform.Http.Pagination.Cursor.TryDecode<AuditPosition>(Cursor, out var position) ? position
        : throw Problem.InvalidCursor();
}

/// <param name="IsIntact">Whether nothing in this part of the record was changed or removed.</param>
/// <param name="Entries">The number of entries that were verified, up to the first fault.</param>
/// <param name="FirstFault">The number of the first entry that is missing or was changed; null: none.</param>
/// <param name="FirstUnsealed">An entry that lost its place in the chain, or has waited for one for five minutes; null: none.</param>
/// <param name="WitnessedThrough">
/// The last entry whose hash another service has kept, and which therefore agrees; null: that service did not answer.
/// </param>
/// <param name="VerifiedThrough">The number of the last verified entry.</param>
/// <param name="NextCursor">Pass it as cursor to verify the next part; null: the record ends here, or a fault was found.</param>
/// <param name="WholeAt">When the last round began in which the service found the whole record intact by itself; null: not yet.</param>
/// <param name="WholeThrough">The number of the last entry then.</param>
internal sealed record AuditCheckView(
    bool IsIntact,
    long Entries,
    long? FirstFault,
    Guid? FirstUnsealed,
    long? WitnessedThrough,
    long VerifiedThrough,
    string? NextCursor,
    DateTimeOffset? WholeAt,
    long? WholeThrough
) : IHasExample<AuditCheckView>
{
    public static AuditCheckView Example =>
        new(true, 1204, null, null, 1204, 1204, null, new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero), 1204);

    public static AuditCheckView Of(AuditPart part, AuditProgress progress) =>
        new(
            part.IsIntact,
            part.Entries,
            part.FirstFault,
            part.FirstUnsealed,
            part.WitnessedThrough,
            part.Through.Seq,
            part is { IsIntact: true, IsLast: false } ? Cursor.Encode(part.Through) : null,
            progress.WholeAt,
            progress.WholeThrough
        );
}

/// <summary>Which entries.</summary>
/// <param name="UserId">Only acts that concerned this user.</param>
/// <param name="ActorId">Only acts of this user.</param>
/// <param name="ObjectId">Only acts on this object, such as a course or a case.</param>
/// <param name="Action">Only this act, such as <c>roles_changed</c>.</param>
/// <param name="Service">Only acts in this service.</param>
/// <param name="Since">Only acts from this time on.</param>
/// <param name="Until">Only acts before this time.</param>
internal sealed record AuditFilter(
    [property: FromQuery(Name = "user_id")] Guid? UserId = null,
    [property: FromQuery(Name = "actor_id")] Guid? ActorId = null,
    [property: FromQuery(Name = "object_id")] Guid? ObjectId = null,
    [property: StringLength(50)] string? Action = null,
    [property: StringLength(50)] string? Service = null,
    QueryTime? Since = null,
    QueryTime? Until = null
);

/// <param name="Id">The entry's id.</param>
/// <param name="ActorId">The acting user.</param>
/// <param name="Action">The act.</param>
/// <param name="UserId">The user concerned.</param>
/// <param name="Details">The state before and after, or other facts.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Service">The service in which it happened.</param>
/// <param name="ObjectId">The object of the act, such as a course or a case.</param>
/// <param name="Note">The actor's words about the user, until the user is erased.</param>
/// <param name="Seq">The entry's number in the chain; null: it has none yet, for some seconds.</param>
/// <param name="Hash">SHA-256 over the hash before it and the entry, 64 hexadecimal digits.</param>
internal sealed record AuditView(
    Guid Id,
    Guid ActorId,
    string Action,
    Guid? UserId,
    JsonElement Details,
    DateTimeOffset OccurredAt,
    string Service,
    Guid? ObjectId,
    string? Note,
    long? Seq,
    string? Hash
) : IHasExample<AuditView>
{
    public static AuditView Example =>
        new(
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            AuditActions.RolesChanged,
            Guid.Parse("01938e7c-5a10-7c3e-9a44-2f6b8d1e7a90"),
            JsonElement.Parse("""{"before":["attendee"],"after":["attendee","moderator"]}"""),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            "identity",
            null,
            null,
            1204,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        );

    public static AuditView Of(AuditEntry entry, AuditSeal? seal, string? note) =>
        new(
            entry.Id,
            entry.ActorId,
            entry.Action,
            entry.UserId,
            JsonElement.Parse(entry.Details),
            entry.OccurredAt,
            entry.Service,
            entry.ObjectId,
            note,
            seal?.Seq,
            seal is null ? null : Convert.ToHexStringLower(seal.Hash)
        );
}
