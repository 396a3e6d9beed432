using Community.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace Community.Gateway.Authentication;

/// <summary>
/// Refuses a bad token here, on every route but those that ask for another proof, so that no service meets it. A request without
/// any token goes on: which of its routes are public is for the service to know, and it checks every token again.
/// </summary>
internal static class TokenCheck
{
    /// <summary>After <c>UseAccessTokens</c>, and after the request has been counted: guessing tokens is limited too.</summary>
    public static IApplicationBuilder UseTokenRefusal(this IApplicationBuilder app) => app.Use(next => context =>
        context.Request.Headers.Authorization.Count == 0 || context.User.Identity is { IsAuthenticated: true } || ProvesItselfOtherwise(context)
            ? next(context)
            : context.ChallengeAsync(Schemes.Bearer));

    // Many clients attach the token that they have to every request: an expired one must not stand in the way of its own refresh.
    private static bool ProvesItselfOtherwise(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Route>() is { IsCredential: true };
}
