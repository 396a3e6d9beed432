using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Events.Moderation;

/// <summary>
/// Evidence for social. Social requests a copy when a user reports content, and the copies when a moderator opens the case.
/// </summary>
internal static class EvidenceEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var evidence = endpoints.MapGroup("/internal/evidence/{type}/{id:guid}").RequireFleet().ExcludeFromDescription();
        evidence.MapPost("/", TakeAsync);
        evidence.MapGet("/", ShowAsync);
    }

    private static async Task<NoContent> TakeAsync(string type, Guid id, EvidenceStore evidence)
    {
        await evidence.TakeAsync(type, id, isFiled: false);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ContentCopiesSnapshot>, NotFound>> ShowAsync(string type, Guid id, EvidenceStore evidence) =>
        await evidence.FindAsync(type, id) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();
}
