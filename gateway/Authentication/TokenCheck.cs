using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Community.Gateway.Authentication;

/// <summary>
/// Refuses a bad token on every route except those that need another proof, so that it reaches no service. A request without a token goes
/// on: the service knows which of its routes are public, and checks every token again.
/// </summary>
internal static class TokenCheck
{
    /// <summary>Call it after <c>UseAccessTokens</c> and after the rate limiter, so that guessing tokens is limited too.</summary>
    public static IApplicationBuilder UseTokenRefusal(this IApplicationBuilder app) =>
        app.Use(next =>
            context =>
                context.User.Identity is { IsAuthenticated: true }
                || (context.Request.Headers.Authorization.Count == 0 && !IsGuarded(context))
                || ProvesItselfOtherwise(context)
                    ? next(context)
                    : context.ChallengeAsync(Schemes.Bearer)
        );

    // The gateway has no policies: an endpoint of its own that declares one needs a token, and services decide about theirs.
    private static bool IsGuarded(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    // Many clients send their token with every request: an expired token must not prevent its own refresh.
    private static bool ProvesItselfOtherwise(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Route>() is { IsCredential: true };
}
