using System.ComponentModel.DataAnnotations;
using Community.Identity.Data;
using Community.Identity.Passwords;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.ServiceDefaults.OpenApi;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Login;

/// <summary>Logging in with a password.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder api) =>
        api.MapGroup("/auth").WithTags("Login").MapPost("/login", LoginAsync).AllowAnonymous();

    public static IServiceCollection AddLogin(this IServiceCollection services)
    {
        services.AddScoped<KnownAddresses>();
        services.AddSingleton<LoginThrottle>();
        services.AddScoped<PasswordLogin>();
        return services;
    }

    /// <summary>Logs in with a username, mail address or phone number and a password.</summary>
    /// <remarks>
    /// The answer and its time are the same whether the account does not exist or the password is wrong. Repeated failures
    /// are answered 429 with Retry-After.
    /// </remarks>
    private static Task<Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>> LoginAsync(
        LoginRequest request, PasswordLogin login) => login.LoginAsync(request.Name, request.Password);
}

/// <param name="Identifier">Username, mail address or phone number.</param>
/// <param name="Password">The password.</param>
/// <param name="Email">The mail address, instead of identifier.</param>
/// <param name="Phone">The phone number, instead of identifier.</param>
/// <param name="Username">The username, instead of identifier.</param>
internal sealed record LoginRequest(
    [StringLength(400)] string? Identifier,
    [StringLength(1000)] string Password,
    [StringLength(400)] string? Email = null,
    [StringLength(400)] string? Phone = null,
    [StringLength(400)] string? Username = null) : IHasExample<LoginRequest>, IValidatableObject
{
    public static LoginRequest Example => new("amal@example.org", "three quiet green boats");

    internal string Name => Identifier ?? Email ?? Phone ?? Username!;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var given = new[] { Identifier, Email, Phone, Username }.Count(name => name is not null);
        if (given != 1)
        {
            yield return new(
                given == 0 ? "is required: a username, mail address or phone number (or send it as username, email or phone)" : "must be sent alone: send one of identifier, email, phone and username",
                [nameof(Identifier)]);
        }
    }
}

/// <summary>Checks a password and starts a session.</summary>
internal sealed class PasswordLogin(
    IdentityDb db, PasswordHashing hashing, LoginThrottle throttle, KnownAddresses knownAddresses, SessionStart sessions, TimeProvider clock)
{
    public async Task<Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>> LoginAsync(
        string identifier, string password)
    {
        var user = await db.FindByIdentifierAsync(identifier);
        var attempt = await AttemptAsync(user, identifier);
        if (await throttle.WaitAsync(attempt) is { } wait)
        {
            return TooMany(wait);
        }

        var result = await hashing.VerifyAsync(user, password);
        if (user is null || result == PasswordVerificationResult.Failed)
        {
            await throttle.FailedAsync(attempt);
            return Problem.Unauthorized("The identifier or the password is wrong. Check both, or reset the password with POST /auth/forgot-password.", "wrong_credentials");
        }

        // Asked again: of many guesses sent at once, those behind the first failures must not learn that they were right.
        if (await throttle.WaitAsync(attempt) is { } waitNow)
        {
            return TooMany(waitNow);
        }

        if (user.IsSuspended(clock.GetUtcNow()))
        {
            return Problem.Forbidden("This account is suspended. If you disagree, answer the mail that told you.", "suspended").With("suspended_until", user.SuspendedUntil);
        }

        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = await hashing.HashAsync(password);
        }

        var tokens = sessions.Start(user);
        await db.SaveChangesAsync();
        await knownAddresses.RememberAsync(user.Id);
        await throttle.SucceededAsync(attempt);
        return TypedResults.Ok(tokens);
    }

    private async Task<LoginAttempt> AttemptAsync(User? user, string identifier) => new(
        user?.Id.ToString() ?? identifier.Trim().ToLowerInvariant(),
        sessions.Address?.ToString() ?? "none",
        // Asked for nobody too, so that an account costs the same round trips as none.
        await knownAddresses.IsKnownAsync(user?.Id ?? Guid.Empty));

    private static TooManyRequestsProblem TooMany(TimeSpan wait) =>
        Problem.TooManyRequests(wait, "Too many failed logins. Wait as long as Retry-After says, or reset the password.", "too_many_failures");
}
