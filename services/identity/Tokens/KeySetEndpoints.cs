using Community.Platform.Access.Authentication;
using Community.Platform.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Identity.Tokens;

/// <summary>The data that other parties need to verify our tokens (RFC 7517, OpenID Connect Discovery 1.0, RFC 8414).</summary>
internal static class KeySetEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // At the root, as the standards require, and below the API's prefix.
        foreach (var prefix in (string[])["", "/api/v1"])
        {
            var wellKnown = endpoints.MapGroup($"{prefix}/.well-known").WithTags("Tokens").AllowAnonymous();
            wellKnown.MapGet("/jwks.json", ReadKeySetAsync);
            wellKnown.MapGet("/openid-configuration", ReadConfiguration);
            if (prefix.Length > 0)
            {
                // The OpenAPI document has only the standard path.
                wellKnown.ExcludeFromDescription();
            }
        }
    }

    /// <summary>The public keys that access tokens are verified with.</summary>
    private static async Task<Ok<PublishedKeySet>> ReadKeySetAsync(KeyRing keys, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(await keys.ReadPublishedAsync());
    }

    /// <summary>The OpenID configuration: the addresses of everything about tokens.</summary>
    private static Ok<OpenIdConfiguration> ReadConfiguration(AccessTokenSettings tokens, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(OpenIdConfiguration.Of(tokens.Issuer));
    }
}

/// <param name="Issuer">The <c>iss</c> of every token.</param>
/// <param name="JwksUri">The key set.</param>
/// <param name="TokenEndpoint">The address at which a refresh token is exchanged.</param>
/// <param name="UserinfoEndpoint">The caller's account.</param>
/// <param name="RevocationEndpoint">The address at which a session is ended.</param>
/// <param name="IdTokenSigningAlgValuesSupported">How tokens are signed.</param>
/// <param name="SubjectTypesSupported"><c>public</c>: a user has the same id for all parties.</param>
/// <param name="ResponseTypesSupported">None: there is no authorization endpoint.</param>
/// <param name="ClaimsSupported">The claims of an access token.</param>
internal sealed record OpenIdConfiguration(
    string Issuer,
    string JwksUri,
    string TokenEndpoint,
    string UserinfoEndpoint,
    string RevocationEndpoint,
    IReadOnlyList<string> IdTokenSigningAlgValuesSupported,
    IReadOnlyList<string> SubjectTypesSupported,
    IReadOnlyList<string> ResponseTypesSupported,
    IReadOnlyList<string> ClaimsSupported
) : IHasExample<OpenIdConfiguration>
{
    public static OpenIdConfiguration Example => Of("https://community.example.org");

    public static OpenIdConfiguration Of(string issuer)
    {
        var root = issuer.TrimEnd('/');
        return new OpenIdConfiguration(
            issuer,
            $"{root}/.well-known/jwks.json",
            $"{root}/api/v1/auth/refresh",
            $"{root}/api/v1/auth/me",
            $"{root}/api/v1/auth/logout",
            [AccessToken.Algorithm],
            ["public"],
            [],
            ["sub", "sid", "roles", "iss", "aud", "iat", "exp", "jti"]
        );
    }
}
