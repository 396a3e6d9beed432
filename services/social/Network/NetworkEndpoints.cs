using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Network;

/// <summary>The graph of connections.</summary>
internal static class NetworkEndpoints
{
    public static IServiceCollection AddNetwork(this IServiceCollection services) => services
        .AddSingleton(provider => new ConnectionPaths(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<NetworkGraphs>();

    public static void MapNetwork(this IEndpointRouteBuilder api)
    {
        var network = api.MapGroup("/network").WithTags("Network").RequireAuthorization(Policies.SignedIn);
        network.MapGet("/path/{user_id:guid}", PathAsync);
        network.MapGet("/graph", GraphAsync);
    }

    /// <summary>The shortest chain of connections from the caller to somebody else, at most 6 steps.</summary>
    /// <remarks>Only through people whom the caller sees. Where there is no chain the answer has no length and no people.</remarks>
    /// <param name="userId">To whom.</param>
    private static async Task<Results<Ok<PathView>, NotFoundProblem>> PathAsync(
        [FromRoute(Name = "user_id")] Guid userId, ClaimsPrincipal caller, Actors actors, ConnectionPaths paths, SocialDb db, CancellationToken cancel)
    {
        await actors.RequireSeenAsync(caller.UserId(), userId);
        var path = await paths.FindAsync(caller.UserId(), userId, cancel);
        var ids = path.People.ToArray();
        var people = await db.People.Where(person => ids.Contains(person.Id) && person.ProfileVersion > 0)
            .Select(PersonSummary.OfPerson)
            .ToDictionaryAsync(person => person.Id, cancel);
        // Whoever was erased this very moment breaks the chain.
        return TypedResults.Ok(ids.Length > 0 && ids.All(people.ContainsKey)
            ? new PathView(ids.Length - 1, [.. ids.Select(id => people[id])], true)
            : new PathView(null, [], path.IsComplete));
    }

    /// <summary>The connections around the caller, one or two steps far, as nodes and edges to draw.</summary>
    /// <remarks>
    /// At most 200 people, whom the caller sees: the closest, of those the most connected, and of the second step those who are connected
    /// with most of the first. Only connections among them.
    /// </remarks>
    private static async Task<Results<Ok<NetworkGraph>, BadRequestProblem>> GraphAsync(
        [AsParameters] GraphQuery query, ClaimsPrincipal caller, NetworkGraphs graphs, CancellationToken cancel) =>
        TypedResults.Ok(await graphs.FindAsync(caller.UserId(), query.Depth, query.Limit, cancel));
}

/// <summary>How much of the graph.</summary>
/// <param name="Depth">How many steps, 1 or 2.</param>
/// <param name="Limit">At most so many people with the caller, 1 to 200.</param>
internal sealed record GraphQuery(
    [property: FromQuery(Name = "depth"), Range(1, 2)] int Depth = 1,
    [property: FromQuery(Name = "limit"), Range(1, 200)] int Limit = 100);
