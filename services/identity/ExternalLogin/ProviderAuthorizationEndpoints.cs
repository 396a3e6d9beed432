using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.ExternalLogin;

/// <summary>Signing in through OpenID Connect providers in a browser.</summary>
internal static class ProviderAuthorizationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("External login");
        auth.MapGet("/providers", List).CachedFor(seconds: 300).AllowAnonymous();
        auth.MapPost("/oidc/{provider}/authorizations", BeginAsync).AllowAnonymous();
        auth.MapPost("/oidc/{provider}/authorizations/complete", CompleteAsync).AllowAnonymous().WithSessionMode();

        var mine = api.MapGroup("/users/me/external-logins/{provider}/authorizations").WithTags("External login").RequireSignedIn();
        mine.MapPost("/", BeginLinkAsync).RequireRecentSignIn();
        mine.MapPost("/complete", CompleteLinkAsync).RequireRecentSignIn();
    }

    /// <summary>Lists the providers through which a browser can sign in.</summary>
    private static Ok<LoginProviderList> List(OidcProviders providers) =>
        TypedResults.Ok(new LoginProviderList([.. providers.ForBrowsers.Select(one => new LoginProviderView(one.Name, one.DisplayName))]));

    /// <summary>Begins a sign-in through a provider in a browser.</summary>
    /// <remarks>
    /// Keep <c>state</c> in the browser and go to <c>url</c>. The provider leads the browser back to <c>/app/signed-in</c> with
    /// <c>state</c> and <c>code</c>. If the state is that of this browser, send both to POST
    /// /auth/oidc/{provider}/authorizations/complete within ten minutes. Do not send a foreign state: it signs in to another account.
    /// </remarks>
    /// <param name="provider">The provider's name in the configuration.</param>
    private static async Task<Results<Created<ProviderAuthorizationView>, NotFoundProblem, ConflictProblem>> BeginAsync(
        string provider,
        OidcProviders providers,
        ProviderAuthorizations authorizations
    ) => TypedResults.Created((string?)null, await authorizations.BeginAsync(providers.RequireForBrowsers(provider), userId: null));

    /// <summary>Signs in with the code that a provider gave to a browser.</summary>
    /// <remarks>The answers are those of POST /auth/oidc/{provider}. A state works once.</remarks>
    /// <param name="provider">The provider's name in the configuration.</param>
    private static async Task<
        Results<Ok<SessionTokens>, Created<SessionTokens>, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > CompleteAsync(
        string provider,
        CompleteSignInRequest request,
        OidcProviders providers,
        ProviderAuthorizations authorizations,
        ExternalSignIn signIn
    )
    {
        try
        {
            var answer = new ProviderAnswer(request.State, request.Code, request.Issuer);
            var token = await authorizations.CompleteAsync(providers.RequireForBrowsers(provider), answer, userId: null);
            return ExternalLoginEndpoints.AnswerOf(await signIn.SignInAsync(token, request.ReferralCode, request.DeviceToken));
        }
        catch (InvalidIdTokenException invalid)
        {
            return ExternalLoginEndpoints.Refused(invalid);
        }
    }

    /// <summary>Begins to link a provider to the caller's account in a browser.</summary>
    /// <remarks>
    /// As POST /auth/oidc/{provider}/authorizations; send the answer to POST /users/me/external-logins/{provider}/authorizations/complete.
    /// It needs a login or a new proof within ten minutes.
    /// </remarks>
    /// <param name="provider">The provider's name in the configuration.</param>
    private static async Task<
        Results<Created<ProviderAuthorizationView>, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > BeginLinkAsync(string provider, ClaimsPrincipal caller, OidcProviders providers, ProviderAuthorizations authorizations) =>
        TypedResults.Created((string?)null, await authorizations.BeginAsync(providers.RequireForBrowsers(provider), caller.UserId()));

    /// <summary>Links a provider to the caller's account with the code that the provider gave to a browser.</summary>
    /// <remarks>
    /// Only the account that began it can be linked. It needs a login or a new proof within ten minutes, and a refusal for that reason does
    /// not use the state up.
    /// </remarks>
    /// <param name="provider">The provider's name in the configuration.</param>
    private static async Task<
        Results<Ok<ExternalLoginView>, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > CompleteLinkAsync(
        string provider,
        CompleteLinkRequest request,
        ClaimsPrincipal caller,
        OidcProviders providers,
        ProviderAuthorizations authorizations,
        ExternalSignIn signIn
    )
    {
        try
        {
            var answer = new ProviderAnswer(request.State, request.Code, request.Issuer);
            var token = await authorizations.CompleteAsync(providers.RequireForBrowsers(provider), answer, caller.UserId());
            return TypedResults.Ok(await signIn.LinkAsync(caller.UserId(), caller.SessionId(), token));
        }
        catch (InvalidIdTokenException invalid)
        {
            return ExternalLoginEndpoints.Refused(invalid);
        }
    }
}

/// <param name="Name">The provider's name in the configuration.</param>
/// <param name="DisplayName">Its name for people.</param>
internal sealed record LoginProviderView(string Name, string DisplayName) : IHasExample<LoginProviderView>
{
    public static LoginProviderView Example => new("google", "Google");
}

/// <param name="Items">The providers.</param>
internal sealed record LoginProviderList(IReadOnlyList<LoginProviderView> Items) : IHasExample<LoginProviderList>
{
    public static LoginProviderList Example => new([LoginProviderView.Example]);
}

/// <param name="Url">The provider's page; the browser goes there.</param>
/// <param name="State">Comes back with the code; the browser keeps it to compare the two.</param>
/// <param name="ExpiresAt">Until when the code can be sent.</param>
internal sealed record ProviderAuthorizationView(string Url, string State, DateTimeOffset ExpiresAt)
    : IHasExample<ProviderAuthorizationView>
{
    public static ProviderAuthorizationView Example =>
        new(
            "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=…",
            CompleteSignInRequest.Example.State,
            new DateTimeOffset(2026, 11, 21, 8, 40, 0, TimeSpan.Zero)
        );
}

/// <param name="State">The <c>state</c> with which the provider led the browser back; it is that of this browser.</param>
/// <param name="Code">The <c>code</c> with which the provider led the browser back.</param>
/// <param name="Issuer">The <c>iss</c> with which the provider led the browser back, if there was one.</param>
/// <param name="ReferralCode">The referral code of another user; counts for a new account.</param>
/// <param name="DeviceToken">The <c>device_token</c> of an earlier login on this device, if the device still has it.</param>
internal sealed record CompleteSignInRequest(
    [StringLength(100)] string State,
    [StringLength(2048)] string Code,
    [StringLength(2048)] string? Issuer = null,
    [StringLength(20)] string? ReferralCode = null,
    [StringLength(100)] string? DeviceToken = null
) : IHasExample<CompleteSignInRequest>
{
    public static CompleteSignInRequest Example =>
        new("dGhpcyBpcyBhIHN0YXRlIG9mIDMyIGJ5dGVzLCBmb3I", "4/0AeanS0bXf3", "https://accounts.google.com");
}

/// <param name="State">The <c>state</c> with which the provider led the browser back; it is that of this browser.</param>
/// <param name="Code">The <c>code</c> with which the provider led the browser back.</param>
/// <param name="Issuer">The <c>iss</c> with which the provider led the browser back, if there was one.</param>
internal sealed record CompleteLinkRequest(
    [StringLength(100)] string State,
    [StringLength(2048)] string Code,
    [StringLength(2048)] string? Issuer = null
) : IHasExample<CompleteLinkRequest>
{
    public static CompleteLinkRequest Example =>
        new(CompleteSignInRequest.Example.State, CompleteSignInRequest.Example.Code, CompleteSignInRequest.Example.Issuer);
}
