using Community.Contracts.Events;
using Community.Events.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Publishing;

/// <summary>Every event that was ever published, in its present state, for services whose projections begin later.</summary>
internal static class EventSnapshotEndpoints
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/events", ReadAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<SnapshotPage<EventSnapshot>>> ReadAsync(EventsDb db, Guid? after = null)
    {
        var events = await db
            .Events.AsNoTracking()
            .Where(e => e.PublishedAt != null && (after == null || e.Id > after))
            .OrderBy(e => e.Id)
            .Take(PageSize)
            .Select(e => new EventSnapshot(
                e.Id,
                e.Version,
                e.OrganizerId,
                e.Name,
                e.StartsAt,
                e.Visibility,
                e.PublishedAt!.Value,
                e.Status == EventStatus.Cancelled,
                e.RemovedAt != null,
                e.EndsAt,
                e.EventType,
                e.Category,
                e.Region,
                e.LocationCity,
                e.Description,
                e.LocationName,
                e.LocationAddress,
                e.Latitude,
                e.Longitude,
                e.CancelReason,
                e.TimeZone
            ))
            .ToListAsync();
        return TypedResults.Ok(
            new SnapshotPage<EventSnapshot>(events, events.Count < PageSize ? null : events[^1].CommunityEventId.ToString())
        );
    }
}
