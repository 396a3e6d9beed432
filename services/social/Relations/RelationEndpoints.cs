using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Social.Connections;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Relations;

/// <summary>The relation of the caller and another user, for the user's profile page.</summary>
internal static class RelationEndpoints
{
    public static void MapRelation(this IEndpointRouteBuilder api) =>
        api.MapGet("/users/{id:guid}/relation", ShowAsync).WithName("relation").WithTags("Connections").RequireSignedIn();

    /// <summary>Shows the relation of the caller and another user, and the numbers of the user's relations.</summary>
    /// <remarks>The numbers are current, and exclude users who are hidden from the caller.</remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<RelationView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        await actors.RequireSeenAsync(me, id);
        var (low, high) = Pair.InOrder(me, id);
        // Users whom the lists leave out because of a block are left out of the numbers too: a difference would reveal the block.
        var hidden = db.HiddenTo(me);
        var facts = await db
            .People.Where(person => person.Id == id)
            .Select(_ => new
            {
                Connection = db
                    .Connections.Where(connection => connection.LowId == low && connection.HighId == high)
                    .Select(connection => new
                    {
                        connection.Id,
                        connection.Status,
                        connection.FromId,
                    })
                    .FirstOrDefault(),
                Follows = db.Follows.Any(follow => follow.FollowerId == me && follow.FollowedId == id && follow.IsFollowing),
                IsFollowed = db.Follows.Any(follow => follow.FollowerId == id && follow.FollowedId == me && follow.IsFollowing),
                Mutual = db.ConnectionEdges.Count(edge =>
                    edge.UserId == me
                    && !hidden.Contains(edge.OtherId)
                    && db.ConnectionEdges.Any(theirs => theirs.UserId == id && theirs.OtherId == edge.OtherId)
                ),
                Connections = db.ConnectionEdges.Count(edge => edge.UserId == id && !hidden.Contains(edge.OtherId)),
                Followers = db.Follows.Count(follow =>
                    follow.FollowedId == id && follow.IsFollowing && !hidden.Contains(follow.FollowerId)
                ),
                Followed = db.Follows.Count(follow => follow.FollowerId == id && follow.IsFollowing && !hidden.Contains(follow.FollowedId)),
            })
            .SingleAsync(cancellationToken);
        var status = facts.Connection is { } connection ? StatusFor(connection.FromId == me, connection.Status) : null;
        return TypedResults.Ok(
            new RelationView(
                id,
                status is null ? null : facts.Connection!.Id,
                status,
                facts.Follows,
                facts.IsFollowed,
                facts.Mutual,
                facts.Connections,
                facts.Followers,
                facts.Followed
            )
        );
    }

    private static string? StatusFor(bool isAsker, string status) =>
        (isAsker, status) switch
        {
            (_, ConnectionStatus.Accepted) => "connected",
            (true, ConnectionStatus.Pending or ConnectionStatus.Declined) => ConnectionDirection.Outgoing,
            (false, ConnectionStatus.Pending) => ConnectionDirection.Incoming,
            _ => null,
        };
}

/// <summary>The relation of the caller and another user.</summary>
/// <param name="UserId">The other user.</param>
/// <param name="ConnectionId">The connection, or the unanswered request; null if there is neither.</param>
/// <param name="Connection">
/// <c>connected</c>, <c>outgoing</c> (the caller has asked), <c>incoming</c> (the other user has asked) or null.
/// </param>
/// <param name="Following">Whether the caller follows the user.</param>
/// <param name="FollowedBy">Whether the user follows the caller.</param>
/// <param name="MutualConnections">The number of mutual connections.</param>
/// <param name="ConnectionsCount">The number of the user's connections.</param>
/// <param name="FollowersCount">The number of the user's followers.</param>
/// <param name="FollowingCount">The number of users whom the user follows.</param>
internal sealed record RelationView(
    Guid UserId,
    Guid? ConnectionId,
    string? Connection,
    bool Following,
    bool FollowedBy,
    int MutualConnections,
    int ConnectionsCount,
    int FollowersCount,
    int FollowingCount
) : IHasExample<RelationView>
{
    public static RelationView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            "connected",
            true,
            false,
            12,
            148,
            260,
            97
        );
}
