using Community.Contracts.Events;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Registrations;

/// <summary>
/// Says what a person is to an event, to services that the bus has not told yet: who registered a moment ago finds the event's chat open.
/// </summary>
internal static class RegistrationSnapshots
{
    public static void MapRegistrationSnapshots(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/events/{id:guid}/registrations/{user_id:guid}", FindAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Results<Ok<RegistrationSnapshot>, NotFoundProblem>> FindAsync(Guid id, [FromRoute(Name = "user_id")] Guid userId, EventsDb db)
    {
        // Who registered anew after cancelling has several: the last one counts.
        var found = await db.Events.AsNoTracking()
            .Where(e => e.Id == id && e.Status != EventStatus.Draft && e.RemovedAt == null)
            .Select(e => new
            {
                e.Version,
                e.OrganizerId,
                e.Name,
                Registration = db.Registrations.Where(r => r.EventId == id && r.UserId == userId)
                    .OrderByDescending(r => r.RegisteredAt).ThenByDescending(r => r.Id).Select(r => new { r.Id, r.Version, r.Status }).FirstOrDefault(),
            })
            .SingleOrDefaultAsync();
        return found is null
            ? Problem.NotFound("There is no such event.")
            : TypedResults.Ok(new RegistrationSnapshot(
                found.Version, found.OrganizerId, found.Name, found.Registration?.Id, found.Registration?.Version ?? 0,
                found.Registration?.Status is RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn));
    }
}
