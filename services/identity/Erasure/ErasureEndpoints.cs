using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Community.Identity.Erasure;

/// <summary>A user's right to a copy of their data (GDPR article 20) and to erasure (article 17).</summary>
internal static class ErasureEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/users/me").WithTags("Export and erasure").RequireSignedIn();
        me.MapGet("/export", ExportAsync).NotStored("everything that is known of a person");
        me.MapDelete("", EraseAsync).WithSessionMode();
    }

    /// <summary>Erases the caller's account and all of their personal data, in every service, permanently.</summary>
    /// <remarks>
    /// The body has the password. Without a body it needs a new proof (POST /auth/reauthenticate) within ten minutes. A guest
    /// needs only their session.
    /// </remarks>
    private static async Task<
        Results<NoContent, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>
    > EraseAsync(
        ClaimsPrincipal caller,
        Reauthentication reauthentication,
        PersonErasure erasure,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EraseRequest? request = null
    )
    {
        await reauthentication.RequireAsync(caller, request?.Password);
        await erasure.EraseAsync(caller.UserId(), caller.SessionId());
        return TypedResults.NoContent();
    }

    /// <summary>Downloads all data about the caller, from every service.</summary>
    /// <remarks>A service that does not answer within five seconds is named in <c>missing</c>; try again later to get its data.</remarks>
    private static async Task<Results<Ok<ExportedPerson>, UnauthorizedProblem>> ExportAsync(
        ClaimsPrincipal caller,
        PersonExport export,
        IdentityDb db,
        TimeProvider clock,
        HttpResponse response
    )
    {
        if (await export.ReadAsync(caller.UserId()) is not { } person)
        {
            return Problem.Unauthorized("This account was deleted. Log in with another account.");
        }

        db.RecordOwn(caller.UserId(), AuditActions.DataExported, clock.GetUtcNow());
        await db.SaveChangesAsync();
        response.Headers.ContentDisposition = "attachment; filename=\"community.json\"";
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(person);
    }
}

/// <param name="Password">The account's password; absent: the caller has proved their identity within ten minutes.</param>
internal sealed record EraseRequest([StringLength(1000)] string? Password = null) : IHasExample<EraseRequest>
{
    public static EraseRequest Example => new("three quiet green boats");
}
