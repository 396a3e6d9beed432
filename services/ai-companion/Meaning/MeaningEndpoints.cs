using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Companion.Meaning;

/// <summary>Searching by meaning.</summary>
internal static class MeaningEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/search/semantic", FindAsync).WithTags("Search").RequireAuthorization(Policies.SignedIn);

    /// <summary>Finds people, communities, events and courses by meaning, and by words and names.</summary>
    /// <remarks>
    /// The results are things that the caller may see: no person with whom there is a block, private communities only for members, no event
    /// that is over. A new text may take seconds to be found by its meaning. Offline, meaning works for English and for common Arabic
    /// words; other texts are found by their words.
    /// </remarks>
    private static async Task<Results<Ok<SearchAnswer>, BadRequestProblem>> FindAsync(
        [AsParameters] SearchQuery query,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SemanticSearch search,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await search.FindAsync(
                caller.UserId(),
                query.Q,
                query.Kinds is { Length: > 0 } kinds ? [.. kinds.Distinct(StringComparer.Ordinal)] : MeaningKind.All,
                page,
                cancellationToken
            )
        );
}
