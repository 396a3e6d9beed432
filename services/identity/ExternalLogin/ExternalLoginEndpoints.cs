using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.ExternalLogin;

/// <summary>Signing in through OpenID Connect providers.</summary>
internal static class ExternalLoginEndpoints
{
    private const string Google = "google";

    public static void Map(IEndpointRouteBuilder api)
    {
        _ = api.ServiceProvider.GetRequiredService<OidcProviders>(); // invalid settings fail at start, not at the first login

        var auth = api.MapGroup("/auth").WithTags("External login");
        auth.MapPost("/google", SignInWithGoogleAsync).AllowAnonymous().WithSessionMode();
        auth.MapPost("/oidc/{provider}", SignInAsync).AllowAnonymous().WithSessionMode();

        var mine = api.MapGroup("/users/me/external-logins").WithTags("External login").RequireSignedIn();
        mine.MapGet("/", ListAsync).NotStored("shows accounts at other providers");
        mine.MapPost("/", LinkAsync).RequireRecentSignIn();
        mine.MapDelete("/{provider}", UnlinkAsync).RequireRecentSignIn();
    }

    /// <summary>Signs in with an id_token of Google.</summary>
    /// <inheritdoc cref="SignInAsync"/>
    private static Task<
        Results<Ok<SessionTokens>, Created<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > SignInWithGoogleAsync(ExternalSignInRequest request, OidcProviders providers, ExternalSignIn signIn, TimeProvider clock) =>
        SignInAsync(Google, request, providers, signIn, clock);

    /// <summary>Signs in with an id_token of a configured OpenID Connect provider.</summary>
    /// <remarks>
    /// 200 for a known user, 201 for a new account. An existing account with the same mail address is linked if both sides have verified
    /// it; otherwise 409 <c>log_in_and_link</c>. A token signs in once.
    /// </remarks>
    /// <param name="provider">The provider's name in the configuration.</param>
    private static async Task<
        Results<Ok<SessionTokens>, Created<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > SignInAsync(string provider, ExternalSignInRequest request, OidcProviders providers, ExternalSignIn signIn, TimeProvider clock)
    {
        if (providers.Find(provider) is not { } oidc)
        {
            return OidcProviders.NoProvider();
        }

        try
        {
            var token = await IdToken.ReadAsync(request.IdToken, request.Nonce, oidc, clock);
            return AnswerOf(await signIn.SignInAsync(token, request.ReferralCode, request.DeviceToken));
        }
        catch (InvalidIdTokenException invalid)
        {
            return Refused(invalid);
        }
    }

    /// <summary>Lists the providers through which the caller can sign in.</summary>
    private static async Task<Ok<ExternalLoginList>> ListAsync(ClaimsPrincipal caller, IdentityDb db)
    {
        var userId = caller.UserId();
        var links = await db
            .ExternalLogins.Where(link => link.UserId == userId)
            .OrderBy(link => link.CreatedAt)
            .Select(link => new ExternalLoginView(link.Provider, link.CreatedAt))
            .ToListAsync();
        return TypedResults.Ok(new ExternalLoginList(links));
    }

    /// <summary>Links a provider to the caller's account, so that the caller can sign in through it.</summary>
    /// <remarks>It needs a login or a new proof within ten minutes.</remarks>
    private static async Task<
        Results<Ok<ExternalLoginView>, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem, ServiceUnavailableProblem>
    > LinkAsync(LinkRequest request, ClaimsPrincipal caller, OidcProviders providers, ExternalSignIn signIn, TimeProvider clock)
    {
        if (providers.Find(request.Provider) is not { } oidc)
        {
            return OidcProviders.NoProvider();
        }

        try
        {
            return TypedResults.Ok(
                await signIn.LinkAsync(
                    caller.UserId(),
                    caller.SessionId(),
                    await IdToken.ReadAsync(request.IdToken, request.Nonce, oidc, clock)
                )
            );
        }
        catch (InvalidIdTokenException invalid)
        {
            return Refused(invalid);
        }
    }

    /// <summary>Unlinks a provider from the caller's account, unless it is the only way to log in.</summary>
    /// <remarks>It needs a login or a new proof within ten minutes.</remarks>
    /// <param name="provider">The provider's name.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> UnlinkAsync(
        string provider,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var user = await db.LockCallerAsync(caller.UserId(), caller.SessionId());
            var links = await db.ExternalLogins.Where(link => link.UserId == caller.UserId()).ToListAsync();
            if (links.Find(link => link.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase)) is not { } link)
            {
                return Problem.NotFound("There is no such login.");
            }

            if (user.PasswordHash is null && links.Count == 1)
            {
                return Problem.Conflict("This is your only way to log in. Set a password first.", "last_login");
            }

            db.ExternalLogins.Remove(link);
            db.RecordOwn(user.Id, AuditActions.ProviderUnlinked, clock.GetUtcNow());
            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>The answer to a login whose id_token is valid.</summary>
    internal static Results<
        Ok<SessionTokens>,
        Created<SessionTokens>,
        UnauthorizedProblem,
        ForbiddenProblem,
        NotFoundProblem,
        ConflictProblem
    > AnswerOf(ExternalOutcome outcome) =>
        outcome switch
        {
            { Tokens: null } => outcome.Challenge!,
            { IsNew: true, Tokens: var tokens } => TypedResults.Created($"/api/v1/users/{tokens.User.Id}", tokens),
            _ => TypedResults.Ok(outcome.Tokens),
        };

    /// <summary>The answer to an id_token that is not valid: 401.</summary>
    internal static UnauthorizedProblem Refused(InvalidIdTokenException invalid) =>
        Problem.Unauthorized($"The id_token is not valid: {invalid.Message}. Sign in at the provider again.", "invalid_id_token");
}

/// <param name="IdToken">The provider's signed token.</param>
/// <param name="Nonce">The nonce sent to the provider; the token must carry it.</param>
/// <param name="ReferralCode">The referral code of another user; counts for a new account.</param>
/// <param name="DeviceToken">The <c>device_token</c> of an earlier login on this device, if the device still has it.</param>
internal sealed record ExternalSignInRequest(
    [StringLength(16384)] string IdToken,
    [StringLength(255)] string? Nonce = null,
    [StringLength(20)] string? ReferralCode = null,
    [StringLength(100)] string? DeviceToken = null
) : IHasExample<ExternalSignInRequest>
{
    public static ExternalSignInRequest Example => new("eyJhbGciOiJSUzI1NiIs…", Nonce: "n-0S6_WzA2Mj");
}

/// <param name="Provider">The provider's name in the configuration.</param>
/// <param name="IdToken">The provider's signed token.</param>
/// <param name="Nonce">The nonce sent to the provider; the token must carry it.</param>
internal sealed record LinkRequest(
    [StringLength(50)] string Provider,
    [StringLength(16384)] string IdToken,
    [StringLength(255)] string? Nonce = null
) : IHasExample<LinkRequest>
{
    public static LinkRequest Example => new("google", "eyJhbGciOiJSUzI1NiIs…");
}

/// <param name="Provider">The provider's name.</param>
/// <param name="CreatedAt">When it was linked.</param>
internal sealed record ExternalLoginView(string Provider, DateTimeOffset CreatedAt) : IHasExample<ExternalLoginView>
{
    public static ExternalLoginView Example => new("google", new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero));
}

/// <param name="Items">The linked providers.</param>
internal sealed record ExternalLoginList(IReadOnlyList<ExternalLoginView> Items) : IHasExample<ExternalLoginList>
{
    public static ExternalLoginList Example => new([ExternalLoginView.Example]);
}
