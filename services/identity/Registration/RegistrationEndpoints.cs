using System.Security.Claims;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.Registration;

/// <summary>Creating accounts: registering, or starting as a guest and upgrading.</summary>
internal static class RegistrationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Registration");
        auth.MapPost("/register", RegisterAsync).AllowAnonymous().WithSessionMode().IdempotentByEffect();
        auth.MapPost("/guest", StartAsGuestAsync).AllowAnonymous().WithSessionMode();
        auth.MapPost("/guest/upgrade", UpgradeAsync).RequireSignedIn().WithSessionMode().IdempotentByEffect();
    }

    /// <summary>Creates an account and logs it in.</summary>
    /// <remarks>
    /// A username and a mail address or phone number are required. The address or number is verified later by a mailed link or a texted
    /// code. Usernames and mail addresses are unique regardless of case and spelling variants. With an <c>Idempotency-Key</c>, a repeat of
    /// the same request within a day answers with a new session of the account that the first one made; answers with tokens are not stored.
    /// </remarks>
    private static async Task<Results<Created<SessionTokens>, BadRequestProblem, ConflictProblem, ServiceUnavailableProblem>> RegisterAsync(
        RegisterRequest request,
        AccountCreation creation,
        HttpContext http
    )
    {
        var tokens = await creation.RegisterAsync(request, http.IdempotencyKeyId());
        return TypedResults.Created($"/api/v1/users/{tokens.User.Id}", tokens);
    }

    /// <summary>Creates an account without credentials.</summary>
    /// <remarks>
    /// A guest uses the returned tokens and becomes a full account by upgrading before the tokens are lost. A repeat could not prove that
    /// it comes from the same client. Therefore no <c>Idempotency-Key</c> is accepted, and a repeat makes another guest.
    /// </remarks>
    private static async Task<Created<SessionTokens>> StartAsGuestAsync(AccountCreation creation)
    {
        var tokens = await creation.StartAsGuestAsync();
        return TypedResults.Created($"/api/v1/users/{tokens.User.Id}", tokens);
    }

    /// <summary>Gives the calling guest credentials; all data of the guest stays.</summary>
    private static async Task<Results<Ok<SessionTokens>, BadRequestProblem, ConflictProblem, ServiceUnavailableProblem>> UpgradeAsync(
        UpgradeRequest request,
        ClaimsPrincipal caller,
        AccountCreation creation,
        HttpContext http
    )
    {
        return await creation.UpgradeAsync(caller.UserId(), caller.SessionId(), request, http.IdempotencyKeyId()) is { } tokens
            ? TypedResults.Ok(tokens)
            : Problem.Conflict("This account is not a guest account, so there is nothing to upgrade.", "not_a_guest");
    }
}
