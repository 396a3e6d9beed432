using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Passkeys;
using Community.Identity.SecondFactors;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>
/// Asks the caller to prove their identity again before an action that a stolen session must not do: by the password in the same request,
/// or by a new proof (<c>POST /auth/reauthenticate</c>) within the last ten minutes (<see cref="RecentSignIn"/>). For an account without a
/// password the login counts, too. A guest has nothing but the session, which is enough.
/// </summary>
internal sealed class Reauthentication(IdentityDb db, PasswordCheck passwords, TimeProvider clock)
{
    /// <param name="caller">The user and the time of their last proof.</param>
    /// <param name="password">If the request has it, it must be right.</param>
    /// <exception cref="ProblemException">
    /// 401: the account is gone. 403: the password is wrong, or there is none and the last proof is too old. 429: too many wrong passwords.
    /// </exception>
    public async Task RequireAsync(ClaimsPrincipal caller, string? password)
    {
        var userId = caller.UserId();
        var user =
            await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null)
            ?? throw Problem.Unauthorized("This account was deleted. Log in with another account.").ToException();
        if (user.PasswordHash is not null && !string.IsNullOrEmpty(password))
        {
            await RequirePasswordAsync(user, caller.SessionId(), password);
        }
        else if (
            !user.IsGuest
            && !(
                caller.HasSignedInRecently(clock.GetUtcNow())
                && (user.PasswordHash is null || await HasProvedAgainAsync(caller.SessionId()))
            )
        )
        {
            throw RecentSignIn.Problem().ToException();
        }
    }

    // A session that is stolen right after the login must not bring these rights.
    private Task<bool> HasProvedAgainAsync(Guid sessionId) =>
        db.Sessions.AnyAsync(session => session.Id == sessionId && session.AuthenticatedAt > session.CreatedAt);

    /// <summary>Checks the password of a signed-in user.</summary>
    /// <exception cref="ProblemException">403: it is wrong. 429: too many wrong passwords.</exception>
    public async Task RequirePasswordAsync(User user, Guid sessionId, string password)
    {
        var verdict = await passwords.CheckAsync(user, sessionId, password);
        if (verdict.TooMany is { } tooMany)
        {
            throw tooMany.ToException();
        }

        if (!verdict.IsRight)
        {
            throw Problem.Forbidden("The password is wrong.", "wrong_password").ToException();
        }
    }
}

/// <summary>Renews the proof of a session's user, for the actions that need a recent one.</summary>
internal static class ReauthenticationEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/auth/reauthenticate", ReauthenticateAsync).WithTags("Login").RequireSignedIn();

    /// <summary>Proves again that the caller is the account's owner, for actions that need it.</summary>
    /// <remarks>
    /// Send the password, a code of the authenticator app (or a recovery code), or a passkey. The answer has an access token with which
    /// such actions are possible for ten minutes. A code or a passkey also proves the second factor of this session.
    /// </remarks>
    private static async Task<
        Results<
            Ok<ReauthenticatedToken>,
            BadRequestProblem,
            UnauthorizedProblem,
            ForbiddenProblem,
            TooManyRequestsProblem,
            ServiceUnavailableProblem
        >
    > ReauthenticateAsync(
        ReauthenticateRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        IdentityDb db,
        Reauthentication reauthentication,
        SecondFactorCheck codes,
        PasskeyCeremonies passkeys,
        AccessTokenIssuer tokens,
        TimeProvider clock
    )
    {
        var (userId, sessionId) = (caller.UserId(), caller.SessionId());
        if (await db.Users.SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null) is not { } user)
        {
            return Problem.Unauthorized("This account was deleted. Log in with another account.");
        }

        if (request.Password is { } password)
        {
            await reauthentication.RequirePasswordAsync(user, sessionId, password);
        }
        else if (request.Code is { } code)
        {
            var verdict = await codes.CheckAsync(user, code);
            if (verdict.TooMany is { } tooMany)
            {
                return tooMany;
            }

            if (!verdict.IsRight)
            {
                return Problem.Forbidden("The code is wrong, or was used before. Wait for the next one.", "wrong_code");
            }
        }
        else if ((await passkeys.VerifyAsync(request.Passkey!, http))?.UserId != userId)
        {
            return Problem.Forbidden("This passkey is not one of the account, or its answer came too late. Try again.", "wrong_passkey");
        }

        var now = clock.GetUtcNow();
        var isStrong = request.Password is null;
        var session = await db.InTransactionAsync(async () =>
        {
            var live = await db
                .Sessions.FromSql($"SELECT * FROM sessions WHERE id = {sessionId} AND ended_at IS NULL FOR UPDATE")
                .SingleOrDefaultAsync();
            if (live is not null)
            {
                live.AuthenticatedAt = now;
                live.SecondFactorAt = isStrong ? now : live.SecondFactorAt;
                await db.SaveChangesAsync();
            }

            return live;
        });
        return session is null
            ? Problem.Unauthorized("This session has ended. Log in again.")
            : TypedResults.Ok(
                new ReauthenticatedToken(tokens.Issue(userId, sessionId, user.Roles, session.Proof), now + RecentSignIn.Window)
            );
    }
}

/// <param name="Password">The account's password.</param>
/// <param name="Code">Six digits of the authenticator app, or a recovery code.</param>
/// <param name="Passkey">The answer of a passkey to the options of POST /auth/passkey/options.</param>
internal sealed record ReauthenticateRequest(
    [StringLength(1000)] string? Password = null,
    [StringLength(50)] string? Code = null,
    PasskeyAnswer? Passkey = null
) : IHasExample<ReauthenticateRequest>, IHasRules<ReauthenticateRequest>
{
    public static ReauthenticateRequest Example => new("three quiet green boats");

    public static RequestRules<ReauthenticateRequest> Rules { get; } =
        new RequestRules<ReauthenticateRequest>().Add(
            nameof(Password),
            request =>
                new object?[] { request.Password, request.Code, request.Passkey }.Count(proof => proof is not null) switch
                {
                    0 => new(FaultCode.Required, "is required, unless code or passkey is sent"),
                    1 => null,
                    _ => new(FaultCode.OnlyOne, "must be sent alone: send one of password, code and passkey"),
                },
            nameof(Code),
            nameof(Passkey)
        );
}

/// <param name="AccessToken">An access token with the new proof, for the same session.</param>
/// <param name="RecentUntil">Until when the proof counts as recent.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
internal sealed record ReauthenticatedToken(
    string AccessToken,
    DateTimeOffset RecentUntil,
    string TokenType = "Bearer",
    int ExpiresIn = AccessTokenIssuer.LifetimeSeconds
) : IHasExample<ReauthenticatedToken>
{
    public static ReauthenticatedToken Example => new("eyJhbGciOiJFUzI1NiIs…", new DateTimeOffset(2026, 11, 21, 8, 40, 0, TimeSpan.Zero));
}
