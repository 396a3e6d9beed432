using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Feed;

/// <summary>The caller's connections who go to an event.</summary>
internal static class EventConnectionEndpoints
{
    /// <summary>
    /// From the caller's connections, of whom there is a bounded number, to their registrations. The rule about the event is the one of the
    /// feed, where the same registrations are shown.
    /// </summary>
    private static readonly string Going = $"""
        SELECT r.user_id AS "Value" FROM connection_edges x JOIN rsvps r ON r.user_id = x.other_id
        WHERE x.user_id = @viewer AND r.event_id = @event AND r.confirmed_version > r.ended_version
            AND EXISTS (SELECT FROM events e LEFT JOIN people o ON o.id = e.organizer_id WHERE e.id = @event AND {ActivityVisibility.EventIsShown})
        """;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/events/{id:guid}/connections", ListAsync)
            .WithTags("Feed")
            .RequireAuthorization(Policies.SignedIn)
            .WithName("event_connections");

    /// <summary>Lists the caller's connections who have a confirmed seat at an event, by username.</summary>
    /// <remarks>
    /// They are the ones whose registrations the feed shows: users whom the caller sees, at public events whose organizer the caller sees.
    /// For any other event the list is empty.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<Page<PersonSummary>>, BadRequestProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        var going = db.Database.SqlQueryRaw<Guid>(
            Going,
            new NpgsqlParameter("viewer", me),
            new NpgsqlParameter("event", id),
            new NpgsqlParameter("now", now)
        );
        var people = db.SeenBy(me, now)
            .AsNoTracking()
            .Where(person => going.Contains(person.Id))
            .OrderBy(person => person.Username)
            .ThenBy(person => person.Id);
        return TypedResults.Ok(await people.ToPageAsync(page, PersonSummary.OfPerson, cancellationToken));
    }
}
