using System.ComponentModel.DataAnnotations;
using Community.Identity.Data;
using Community.Identity.Passwords;
using Community.Identity.SecondFactors;
using Community.Identity.Sessions;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>Logging in with a password.</summary>
internal static class LoginEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/auth").WithTags("Login").MapPost("/login", LoginAsync).AllowAnonymous().WithSessionMode();

    /// <summary>Logs in with a username, mail address or phone number and a password.</summary>
    /// <remarks>
    /// The answer and its time are the same whether the account does not exist or the password is wrong. Repeated failures are answered 429
    /// with Retry-After. Keep the <c>device_token</c> of the answer and send it with the next login on this device. Failures elsewhere,
    /// also those of other users behind the same address, then do not delay this device. For an account with a second factor the answer to
    /// a right password is 401 <c>second_factor_required</c> with a <c>challenge</c> for POST /auth/login/second-factor.
    /// </remarks>
    private static Task<
        Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>
    > LoginAsync(LoginRequest request, PasswordLogin login) => login.LoginAsync(request.Name, request.Password, request.DeviceToken);
}

/// <param name="Identifier">Username, mail address or phone number.</param>
/// <param name="Password">The password.</param>
/// <param name="DeviceToken">The <c>device_token</c> of an earlier login on this device, if the device still has it.</param>
/// <param name="Email">The mail address, instead of identifier.</param>
/// <param name="Phone">The phone number, instead of identifier.</param>
/// <param name="Username">The username, instead of identifier.</param>
internal sealed record LoginRequest(
    [StringLength(400)] string? Identifier,
    [StringLength(1000)] string Password,
    [StringLength(100)] string? DeviceToken = null,
    [StringLength(400)] string? Email = null,
    [StringLength(400)] string? Phone = null,
    [StringLength(400)] string? Username = null
) : IHasExample<LoginRequest>, IHasRules<LoginRequest>
{
    public static LoginRequest Example => new("amal@example.org", "three quiet green boats");

    internal string Name => Identifier ?? Email ?? Phone ?? Username!;

    public static RequestRules<LoginRequest> Rules { get; } =
        new RequestRules<LoginRequest>().Add(
            nameof(Identifier),
            request =>
                new[] { request.Identifier, request.Email, request.Phone, request.Username }.Count(name => name is not null) switch
                {
                    0 => new(
                        FaultCode.Required,
                        "is required: a username, mail address or phone number (or send it as username, email or phone)"
                    ),
                    1 => null,
                    _ => new(FaultCode.OnlyOne, "must be sent alone: send one of identifier, email, phone and username"),
                },
            nameof(Email),
            nameof(Phone),
            nameof(Username)
        );
}

/// <summary>Checks a password and starts a session, or asks for the second factor.</summary>
internal sealed class PasswordLogin(
    IdentityDb db,
    PasswordCheck passwords,
    PasswordHashing hashing,
    LoginChallenges challenges,
    SignInLog log,
    SignInCompletion completion
)
{
    public async Task<
        Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, TooManyRequestsProblem, ServiceUnavailableProblem>
    > LoginAsync(string identifier, string password, string? deviceToken)
    {
        var user = await db.FindByIdentifierAsync(identifier);
        var verdict = await passwords.CheckAsync(user, identifier, password, deviceToken);
        if (verdict.TooMany is { } tooMany)
        {
            return tooMany;
        }

        if (user is null || !verdict.IsRight)
        {
            return WrongCredentials();
        }

        await completion.ThrowIfSuspendedAsync(user);
        // If another hash is stored meanwhile, another login has renewed this one, or the owner has set another password.
        if (
            verdict.NeedsRehash
            && !await RenewAsync(user, password)
            && !(await passwords.CheckAsync(user, identifier, password, deviceToken)).IsRight
        )
        {
            return WrongCredentials();
        }

        if (user.SecondFactorSince is not null)
        {
            var challenge = await db.InTransactionAsync(async () =>
            {
                await db.LockUnchangedAsync(user);
                var challenge = challenges.Begin(user);
                await db.SaveChangesAsync();
                return challenge;
            });
            await log.RecordAsync(user.Id, SignInOutcomes.SecondFactorRequired);
            return challenge;
        }

        return TypedResults.Ok(await completion.CompleteAsync(user, Proof.Password, deviceToken));
    }

    /// <summary>Stores the hash with the present cost, unless another one was stored since the password was checked.</summary>
    private async Task<bool> RenewAsync(User user, string password)
    {
        var (old, hash) = (user.PasswordHash, await hashing.HashAgainAsync(password));
        var renewed =
            await db
                .Users.Where(stored => stored.Id == user.Id && stored.PasswordHash == old)
                .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.PasswordHash, hash)) == 1;
        await db.Entry(user).ReloadAsync();
        return renewed;
    }

    private static UnauthorizedProblem WrongCredentials() =>
        Problem.Unauthorized(
            "The identifier or the password is wrong. Check both, or reset the password with POST /auth/forgot-password.",
            "wrong_credentials"
        );
}
