using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.CheckIn;

/// <summary>The figures of the door, for the people who stand at it.</summary>
internal static class DoorEndpoints
{
    /// <summary>As many as a person at the door reads.</summary>
    private const int MaxLatest = 20;

    public static void MapDoor(this IEndpointRouteBuilder communityEvent) =>
        communityEvent.MapGet("/check-in", ReadAsync).NotStored("shows who arrived");

    /// <summary>Counts who has a seat and who has arrived, with the latest arrivals: for the organizer and the staff.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<DoorView>, ForbiddenProblem, NotFoundProblem>> ReadAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        CancellationToken cancellationToken
    )
    {
        var scanner = caller.UserId();
        if (await db.FindVisibleAsync(id, scanner) is not { } communityEvent)
        {
            return Problem.NotFound("There is no such event.");
        }

        if (!await db.MayScanAsync(communityEvent, scanner))
        {
            return CheckInEndpoints.NotStaff();
        }

        var rows = db.Registrations.AsNoTracking().Where(r => r.EventId == id);
        var counts = await rows.GroupBy(r => r.EventId)
            .Select(all => new
            {
                Going = all.Count(r => r.Status == RegistrationStatus.Confirmed || r.Status == RegistrationStatus.CheckedIn),
                Arrived = all.Count(r => r.Status == RegistrationStatus.CheckedIn),
            })
            .SingleOrDefaultAsync(cancellationToken);
        var latest = await rows.Where(r => r.Status == RegistrationStatus.CheckedIn)
            .OrderByDescending(r => r.CheckedInAt)
            .ThenByDescending(r => r.Id)
            .Take(MaxLatest)
            .Select(r => new DoorArrival(
                r.Id,
                db.People.Where(p => p.Id == r.UserId).Select(p => p.FullName ?? p.Username).FirstOrDefault(),
                r.CheckedInAt!.Value,
                r.ArrivalMethod!,
                db.People.Where(p => p.Id == r.CheckedInBy).Select(p => p.FullName ?? p.Username).FirstOrDefault()
            ))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new DoorView(id, counts?.Going ?? 0, counts?.Arrived ?? 0, latest));
    }
}

/// <summary>The figures of an event's door.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="Going">How many people have a seat, whether they have arrived or not.</param>
/// <param name="Arrived">How many of them have arrived, by a ticket or by their position.</param>
/// <param name="Latest">The latest 20 arrivals, the newest first.</param>
internal sealed record DoorView(Guid EventId, int Going, int Arrived, IReadOnlyList<DoorArrival> Latest) : IHasExample<DoorView>
{
    public static DoorView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            18,
            1,
            [
                new(
                    Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
                    "Maya Haddad",
                    new DateTimeOffset(2026, 12, 4, 14, 52, 0, TimeSpan.Zero),
                    "ticket",
                    "Omar Said"
                ),
            ]
        );
}

/// <summary>An arrival.</summary>
/// <param name="RegistrationId">The registration's id.</param>
/// <param name="HolderName">Full name, or username; null if it is not known here (any more).</param>
/// <param name="CheckedInAt">When the holder arrived.</param>
/// <param name="Method">ticket or geofence.</param>
/// <param name="CheckedInBy">The name of the person who scanned the ticket; null without a scan, and if the name is not known.</param>
internal sealed record DoorArrival(Guid RegistrationId, string? HolderName, DateTimeOffset CheckedInAt, string Method, string? CheckedInBy);
