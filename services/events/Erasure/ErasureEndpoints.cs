using Community.Events.Data;
using Community.Events.Photos;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Erasure;

/// <summary>This service's part in erasing a user, and in exporting a user's data.</summary>
internal static class ErasureEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/people/{id:guid}/export", ExportAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<ExportedPerson>> ExportAsync(Guid id, EventsDb db)
    {
        var registrations = await db
            .Registrations.AsNoTracking()
            .Where(r => r.UserId == id)
            .OrderBy(r => r.RegisteredAt)
            .Select(r => new ExportedRegistration(
                r.Id,
                r.EventId,
                r.Status,
                r.TicketCode,
                r.OrderId,
                r.PaidAmount,
                r.PaidCurrency,
                r.RefundedAmount,
                r.EndReason,
                r.RegisteredAt,
                r.ConfirmedAt,
                r.EndedAt,
                r.CheckedInAt,
                r.ArrivalMethod,
                r.ArrivalFlags
            ))
            .ToListAsync();
        return TypedResults.Ok(
            new ExportedPerson(
                await db
                    .People.Where(p => p.Id == id && !p.IsErased)
                    .Select(p => new ExportedProfile(p.Username, p.FullName, p.PictureUrl, p.IsSuspended, p.SuspendedUntil))
                    .SingleOrDefaultAsync(),
                await db
                    .Events.Where(e => e.OrganizerId == id)
                    .OrderBy(e => e.CreatedAt)
                    .Select(e => new ExportedEvent(
                        e.Id,
                        e.Name,
                        e.Description,
                        e.Status,
                        e.LocationName,
                        e.LocationAddress,
                        e.LocationCity,
                        e.LocationCountry,
                        e.Latitude,
                        e.Longitude,
                        e.StartsAt,
                        e.EndsAt,
                        e.CancelReason,
                        e.CreatedAt
                    ))
                    .ToListAsync(),
                registrations,
                await db
                    .Invitations.Where(i => i.ToUserId == id || i.FromUserId == id)
                    .OrderBy(i => i.CreatedAt)
                    .Select(i => new ExportedInvitation(i.EventId, i.FromUserId, i.ToUserId, i.CreatedAt))
                    .ToListAsync(),
                await db
                    .Announcements.Where(a => db.Events.Any(e => e.Id == a.EventId && e.OrganizerId == id))
                    .OrderBy(a => a.CreatedAt)
                    .Select(a => new ExportedAnnouncement(a.EventId, a.Text, a.CreatedAt))
                    .ToListAsync(),
                await db
                    .Staff.Where(s => s.UserId == id)
                    .OrderBy(s => s.AddedAt)
                    .Select(s => new ExportedDuty(s.EventId, s.AddedAt))
                    .ToListAsync(),
                await db
                    .ArrivalAttempts.Where(a => a.UserId == id)
                    .OrderBy(a => a.At)
                    .Select(a => new ExportedPosition(a.EventId, a.Latitude, a.Longitude, a.AccuracyM, a.Accepted, a.At))
                    .ToListAsync(),
                await db
                    .Photos.IgnoreQueryFilters()
                    .Where(p => p.UserId == id)
                    .OrderBy(p => p.CreatedAt)
                    .Select(p => new ExportedPhoto(PhotoView.UrlOf(p.EventId, p.Id), p.Caption, p.Alt, p.CreatedAt))
                    .ToListAsync(),
                await db.Blocks.Where(b => b.BlockerId == id && b.IsBlocked).Select(b => b.BlockedId).ToListAsync()
            )
        );
    }
}

/// <summary>All data of this service about a user.</summary>
/// <param name="Profile">The account's data; null if there is none.</param>
/// <param name="Organized">The user's own events.</param>
/// <param name="Registrations">The user's registrations.</param>
/// <param name="Invitations">Invitations received and sent.</param>
/// <param name="Announcements">The user's messages to the attendees of their events.</param>
/// <param name="ScansFor">Events whose tickets the user may scan.</param>
/// <param name="Positions">Positions that the user reported on arrival; deleted a day after the event.</param>
/// <param name="Photos">Photos that the user uploaded.</param>
/// <param name="Blocked">Users whom the user blocks.</param>
internal sealed record ExportedPerson(
    ExportedProfile? Profile,
    IReadOnlyList<ExportedEvent> Organized,
    IReadOnlyList<ExportedRegistration> Registrations,
    IReadOnlyList<ExportedInvitation> Invitations,
    IReadOnlyList<ExportedAnnouncement> Announcements,
    IReadOnlyList<ExportedDuty> ScansFor,
    IReadOnlyList<ExportedPosition> Positions,
    IReadOnlyList<ExportedPhoto> Photos,
    IReadOnlyList<Guid> Blocked
);

internal sealed record ExportedProfile(
    string? Username,
    string? FullName,
    string? PictureUrl,
    bool IsSuspended,
    DateTimeOffset? SuspendedUntil
);

internal sealed record ExportedEvent(
    Guid Id,
    string Name,
    string? Description,
    string Status,
    string? LocationName,
    string? LocationAddress,
    string? LocationCity,
    string? LocationCountry,
    double? Latitude,
    double? Longitude,
    DateTimeOffset StartDatetime,
    DateTimeOffset EndDatetime,
    string? CancelReason,
    DateTimeOffset CreatedAt
);

internal sealed record ExportedRegistration(
    Guid Id,
    Guid EventId,
    string Status,
    string? TicketCode,
    Guid? OrderId,
    long? PaidAmount,
    string? PaidCurrency,
    long? RefundedAmount,
    string? EndReason,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? CheckedInAt,
    string? ArrivalMethod,
    IReadOnlyList<string> ArrivalFlags
);

internal sealed record ExportedInvitation(Guid EventId, Guid FromUserId, Guid ToUserId, DateTimeOffset CreatedAt);

internal sealed record ExportedAnnouncement(Guid EventId, string Text, DateTimeOffset CreatedAt);

internal sealed record ExportedDuty(Guid EventId, DateTimeOffset AddedAt);

internal sealed record ExportedPosition(
    Guid EventId,
    double Latitude,
    double Longitude,
    double AccuracyM,
    bool Accepted,
    DateTimeOffset At
);

internal sealed record ExportedPhoto(string Url, string? Caption, string? Alt, DateTimeOffset CreatedAt);
