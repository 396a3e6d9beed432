using Community.Contracts.Social;
using Community.ServiceDefaults.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Events.Moderation;

/// <summary>Evidence, for social: it asks for a copy when somebody reports, and for what was copied when a moderator looks.</summary>
internal static class EvidenceEndpoints
{
    public static void MapEvidence(this IEndpointRouteBuilder endpoints)
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
