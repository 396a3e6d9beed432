using Community.Contracts.Events;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

/// <summary>
/// Shows a user's relation to an event, to services whose projection is behind the bus. A user who has just registered can therefore open
/// the event's chat at once.
/// </summary>
internal static class RegistrationSnapshots
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/events/{id:guid}/registrations/{user_id:guid}", FindAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Results<Ok<RegistrationSnapshot>, NotFoundProblem>> FindAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        EventsDb db
    )
    {
        // A user who registered again after cancelling has several registrations: the last one counts.
        var found = await db
            .Events.AsNoTracking()
            .Where(e => e.Id == id && e.Status != EventStatus.Draft && e.RemovedAt == null)
            .Select(e => new
            {
                e.Version,
                e.OrganizerId,
                e.Name,
                Registration = db
                    .Registrations.Where(r => r.EventId == id && r.UserId == userId)
                    .OrderByDescending(r => r.RegisteredAt)
                    .ThenByDescending(r => r.Id)
                    .Select(r => new
                    {
                        r.Id,
                        r.Version,
                        r.Status,
                    })
                    .FirstOrDefault(),
            })
            .SingleOrDefaultAsync();
        return found is null
            ? Problem.NotFound("There is no such event.")
            : TypedResults.Ok(
                new RegistrationSnapshot(
                    found.Version,
                    found.OrganizerId,
                    found.Name,
                    found.Registration?.Id,
                    found.Registration?.Version ?? 0,
                    found.Registration?.Status is RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn
                )
            );
    }
}
