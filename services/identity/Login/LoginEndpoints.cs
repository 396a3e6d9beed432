using System.ComponentModel.DataAnnotations;
using Community.Identity.Data;
using Community.Identity.Passwords;
using Community.Identity.Sessions;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.Login;

/// <summary>Logging in with a password.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder api) =>
        api.MapGroup("/auth").WithTags("Login").MapPost("/login", LoginAsync).AllowAnonymous();

    public static IServiceCollection AddLogin(this IServiceCollection services)
    {
        services.AddScoped<KnownClients>();
        services.AddSingleton<LoginLimiter>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<PasswordLogin>();
        return services.AddSignIns();
    }

    /// <summary>Logs in with a username, mail address or phone number and a password.</summary>
    /// <remarks>
    /// The answer and its time are the same whether the account does not exist or the password is wrong. Repeated failures
    /// are answered 429 with Retry-After. Keep the <c>device_token</c> of the answer and send it with the next login on this device: then
    /// failures elsewhere, also those of others behind the same address, do not make it wait.
    /// </remarks>
    private static Task<Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>> LoginAsync(
        LoginRequest request, PasswordLogin login) => login.LoginAsync(request.Identifier, request.Password, request.DeviceToken);
}

/// <param name="Identifier">Username, mail address or phone number.</param>
/// <param name="Password">The password.</param>
/// <param name="DeviceToken">What an earlier login on this device answered as <c>device_token</c>, if the device still has it.</param>
internal sealed record LoginRequest(
    [StringLength(400)] string Identifier, [StringLength(1000)] string Password, [StringLength(100)] string? DeviceToken = null) : IHasExample<LoginRequest>
{
    public static LoginRequest Example => new("amal@example.org", "three quiet green boats");
}

/// <summary>Checks a password and starts a session.</summary>
internal sealed class PasswordLogin(
    IdentityDb db, PasswordCheck passwords, PasswordHashing hashing, KnownClients clients, SignInLog log, SessionStart sessions, TimeProvider clock)
{
    public async Task<Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>> LoginAsync(
        string identifier, string password, string? deviceToken)
    {
        var user = await db.FindByIdentifierAsync(identifier);
        var verdict = await passwords.CheckAsync(user, identifier, password, deviceToken);
        if (verdict.TooMany is { } tooMany)
        {
            return tooMany;
        }

        if (user is null || !verdict.IsRight)
        {
            return Problem.Unauthorized("The identifier or the password is wrong.", "wrong_credentials");
        }

        if (user.IsSuspended(clock.GetUtcNow()))
        {
            await log.RecordAsync(user.Id, SignInOutcomes.Suspended);
            return Problem.Forbidden("This account is suspended.", "suspended").With("suspended_until", user.SuspendedUntil);
        }

        if (verdict.NeedsRehash)
        {
            user.PasswordHash = await hashing.HashAsync(password);
        }

        var known = deviceToken is not null && (await clients.RecogniseAsync(user.Id, deviceToken)).IsDevice ? deviceToken : null;
        var tokens = sessions.Start(user, known);
        await db.SaveChangesAsync();
        await clients.RememberAsync(user.Id, known);
        await log.RecordAsync(user.Id, SignInOutcomes.SignedIn);
        return TypedResults.Ok(tokens);
    }
}
