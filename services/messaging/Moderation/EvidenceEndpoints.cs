using Community.Contracts.Messaging;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Messaging.Moderation;

/// <summary>Evidence, for social, which asks for a copy when a user reports, and for the copies when a moderator reads the case.</summary>
internal static class EvidenceEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var evidence = endpoints.MapGroup("/internal/evidence/{type}/{id:guid}").RequireFleet().ExcludeFromDescription();
        evidence.MapPost("/", TakeAsync);
        evidence.MapGet("/", ShowAsync);
    }

    private static async Task<NoContent> TakeAsync(string type, Guid id, EvidenceRequest request, EvidenceStore evidence)
    {
        await evidence.TakeAsync(type, id, request.ReportedBy, isFiled: false);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<EvidenceSnapshot>, NotFound>> ShowAsync(string type, Guid id, EvidenceStore evidence) =>
        await evidence.FindAsync(type, id) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();
}

/// <summary>A request to copy evidence.</summary>
/// <param name="ReportedBy">The reporter.</param>
internal sealed record EvidenceRequest(Guid ReportedBy);
