using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Feed;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>The recent activities of a community.</summary>
internal static class CommunityActivity
{
    /// <summary>The number of activities that are shown at most.</summary>
    private const int Most = 50;

    public static void MapCommunityActivity(this IEndpointRouteBuilder communities) =>
        communities.MapGet("/{id:guid}/activity", ReadAsync).WithName("community_activity").RequireSignedIn();

    /// <summary>Lists the activities of a community, newest first: the last 50 by users whom the caller sees.</summary>
    /// <remarks>
    /// Activities of a public or paid community are visible to all users, except that the threads of a paid one are visible only to its
    /// members. Those of a private community are only for its members (403 <c>not_member</c> for other callers who may know of it).
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="query">The position at which to continue.</param>
    private static async Task<
        Results<Ok<CursorPage<CommunityActivityView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>
    > ReadAsync(
        Guid id,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var about = await db.CommunitiesSeenBy(me)
            .Where(community => community.Id == id)
            .Select(community => new
            {
                community.Visibility,
                IsMember = db.Members.Any(m => m.CommunityId == id && m.UserId == me && m.IsMember),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (about is null)
        {
            return CommunityAccess.NoSuchCommunity();
        }

        if (about is { Visibility: CommunityVisibility.Private, IsMember: false })
        {
            return Problem.Forbidden("Only members of this community can do this. POST /communities/{id}/join asks to join.", "not_member");
        }

        var told = db.Activities.Where(activity => activity.CommunityId == id);
        if (about.Visibility == CommunityVisibility.Paid && !about.IsMember)
        {
            told = told.Where(activity => activity.Kind != ActivityKind.ThreadCreated);
        }

        var (before, given) = query.TryGetPosition<Position>(out var position) ? (position.Id, position.Given) : ((Guid?)null, 0);
        var views =
            from activity in told
            where before == null || activity.Id < before
            join person in db.SeenBy(me, clock.GetUtcNow()) on activity.ActorId equals person.Id
            orderby activity.Id descending
            select new CommunityActivityView(
                activity.Id,
                activity.Kind,
                new PersonSummary(person.Id, person.Username!, person.FullName, person.PictureUrl, person.IdentityBadge, person.IsBot),
                activity.OccurredAt,
                activity.Text,
                activity.ThreadId,
                activity.EventId
            );
        var items = await views.Take(Math.Min(query.Limit + 1, Math.Max(Most - given, 0))).ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(items, query, last => new Position(last.Id, given + query.Limit)));
    }

    /// <param name="Id">The activity that was shown last.</param>
    /// <param name="Given">The number of activities that were shown.</param>
    private sealed record Position(Guid Id, int Given);
}

/// <summary>An activity in a community.</summary>
/// <param name="Id">The activity's id.</param>
/// <param name="Kind">community_created, joined, thread_created, rsvp, event_created or photo_uploaded.</param>
/// <param name="Actor">The user.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Text">A thread's title, or another text for the activity.</param>
/// <param name="ThreadId">The thread that it is about.</param>
/// <param name="EventId">The event that it is about.</param>
internal sealed record CommunityActivityView(
    Guid Id,
    string Kind,
    PersonSummary Actor,
    DateTimeOffset OccurredAt,
    string? Text,
    Guid? ThreadId,
    Guid? EventId
) : IHasExample<CommunityActivityView>
{
    public static CommunityActivityView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            ActivityKind.ThreadCreated,
            PersonSummary.Example,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            "Shoes for wet paths?",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            null
        );
}
