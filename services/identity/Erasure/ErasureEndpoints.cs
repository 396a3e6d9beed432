using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Login;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Community.Identity.Erasure;

/// <summary>A person's right to a copy of what is held of him (GDPR article 20) and to be forgotten (article 17).</summary>
internal static class ErasureEndpoints
{
    public static void MapErasure(this IEndpointRouteBuilder api)
    {
        var me = api.MapGroup("/users/me").WithTags("Export and erasure").RequireSignedIn();
        me.MapGet("/export", ExportAsync);
        me.MapDelete("", EraseAsync);
    }

    public static IServiceCollection AddErasure(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<PersonErasure>();
        services.AddScoped<PersonExport>();
        return services.AddServiceExports(configuration);
    }

    /// <summary>Erases the caller's account and everything that tells who it was, in every service. There is no way back.</summary>
    /// <remarks>
    /// The body has the password. An account without one leaves the body out: it needs a sign-in within the last ten minutes, a guest's
    /// nothing more than its session.
    /// </remarks>
    private static async Task<Results<NoContent, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>> EraseAsync(
        ClaimsPrincipal caller, Reauthentication reauthentication, PersonErasure erasure,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EraseRequest? request = null)
    {
        await reauthentication.RequireAsync(caller.UserId(), caller.SessionId(), request?.Password);
        await erasure.EraseAsync(caller.UserId());
        return TypedResults.NoContent();
    }

    /// <summary>Downloads everything that is held of the caller, in every service.</summary>
    /// <remarks>A service that does not answer in five seconds is named in <c>missing</c>; ask again later for what it holds.</remarks>
    private static async Task<Results<Ok<ExportedPerson>, UnauthorizedProblem>> ExportAsync(ClaimsPrincipal caller, PersonExport export, HttpResponse response)
    {
        if (await export.ReadAsync(caller.UserId()) is not { } person)
        {
            return Problem.Unauthorized("This account was deleted.");
        }

        response.Headers.ContentDisposition = "attachment; filename=\"community.json\"";
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(person);
    }
}

/// <param name="Password">The account's password; an account without one leaves it out.</param>
internal sealed record EraseRequest([StringLength(1000)] string? Password = null) : IHasExample<EraseRequest>
{
    public static EraseRequest Example => new("three quiet green boats");
}
