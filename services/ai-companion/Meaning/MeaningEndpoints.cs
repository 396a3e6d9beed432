using System.Security.Claims;
using Community.Companion.Words;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Pagination;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Companion.Meaning;

/// <summary>Searching by meaning.</summary>
internal static class MeaningEndpoints
{
    public static void AddMeaning(this WebApplicationBuilder builder)
    {
        builder.AddWords();
        builder.AddEventBackfill();
        builder.Services.AddSingleton<MeaningIndexes>();
        builder.Services.AddSingleton<SemanticSearch>();
        builder.Services.AddHostedService<EmbeddingWork>();
        builder.Services.AddHostedService<IndexKeeper>();
        builder.Services.AddHostedService<GoneItems>();
    }

    public static void MapMeaning(this IEndpointRouteBuilder api) =>
        api.MapGet("/search/semantic", FindAsync).WithTags("Search").RequireAuthorization(Policies.SignedIn);

    /// <summary>Finds people, communities, events and courses by what is meant, and by words and names.</summary>
    /// <remarks>
    /// What is found is what the caller may see: nobody with whom there is a block, private communities only as a member, no event that is over. What
    /// was written a moment ago may take seconds to be found by its meaning. Offline, meaning is known for English; other languages are found by
    /// their words.
    /// </remarks>
    private static async Task<Results<Ok<SearchAnswer>, BadRequestProblem>> FindAsync(
        [AsParameters] SearchQuery query, [AsParameters] PageQuery page, ClaimsPrincipal caller, SemanticSearch search, CancellationToken cancel) =>
        TypedResults.Ok(await search.FindAsync(
            caller.UserId(), query.Q, query.Kinds is { Length: > 0 } kinds ? [.. kinds.Distinct(StringComparer.Ordinal)] : MeaningKind.All, page, cancel));
}
