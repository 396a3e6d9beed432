using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Network;

/// <summary>The graph of connections.</summary>
internal static class NetworkEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var network = api.MapGroup("/network").WithTags("Network").RequireAuthorization(Policies.SignedIn);
        network.MapGet("/path/{user_id:guid}", PathAsync);
        network.MapGet("/graph", GraphAsync);
    }

    /// <summary>Shows the shortest chain of connections from the caller to another user, at most 6 steps.</summary>
    /// <remarks>Only through users whom the caller sees. If there is no chain, the answer has no length and no users.</remarks>
    /// <param name="userId">The other user's id.</param>
    private static async Task<Results<Ok<PathView>, NotFoundProblem>> PathAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        Actors actors,
        ConnectionPaths paths,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        await actors.RequireSeenAsync(caller.UserId(), userId);
        var path = await paths.FindAsync(caller.UserId(), userId, cancellationToken);
        var ids = path.People.ToArray();
        var people = await db
            .People.Where(person => ids.Contains(person.Id) && person.ProfileVersion > 0)
            .Select(PersonSummary.OfPerson)
            .ToDictionaryAsync(person => person.Id, cancellationToken);
        // If a user was erased just now, the chain is broken.
        return TypedResults.Ok(
            ids.Length > 0 && ids.All(people.ContainsKey)
                ? new PathView(ids.Length - 1, [.. ids.Select(id => people[id])], true)
                : new PathView(null, [], path.IsComplete)
        );
    }

    /// <summary>Shows the connections around the caller, one or two steps far, as nodes and edges to draw.</summary>
    /// <remarks>
    /// At most 500 users, whom the caller sees. The closest come first, of those the most connected; in the second step those with most
    /// connections to users of the first. Edges are the connections among these users, at most 5,000: those of the caller first.
    /// </remarks>
    private static async Task<Results<Ok<NetworkGraph>, BadRequestProblem>> GraphAsync(
        [AsParameters] GraphQuery query,
        ClaimsPrincipal caller,
        NetworkGraphs graphs,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await graphs.FindAsync(caller.UserId(), query.Depth, query.Limit, cancellationToken));
}

/// <summary>The size of the graph.</summary>
/// <param name="Depth">The number of steps, 1 or 2.</param>
/// <param name="Limit">The number of users at most, including the caller, 1 to 500.</param>
internal sealed record GraphQuery(
    [property: FromQuery(Name = "depth"), Range(1, 2)] int Depth = 1,
    [property: FromQuery(Name = "limit"), Range(1, 500)] int Limit = 100
);
