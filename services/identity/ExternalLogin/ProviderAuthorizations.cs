using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Tokens;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Keys;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// Leads browsers through identity providers: the authorization code flow of OpenID Connect with PKCE (RFC 7636), a state and a nonce. A
/// state works once, within ten minutes, at its provider, and for the purpose and the account for which it was made. The client has to
/// compare the state that comes back with its own: only the client knows that the answer belongs to its browser.
/// </summary>
internal sealed class ProviderAuthorizations(
    IdentityDb db,
    CodeExchange exchange,
    IdentitySecrets secrets,
    ClientLinks links,
    TimeProvider clock
)
{
    private const int SecretBytes = 32;
    private readonly byte[] _key = secrets.Derive("provider authorizations");

    /// <summary>Begins a sign-in at a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="userId">The user whose account is linked; null: a login.</param>
    /// <exception cref="ProblemException">503: the provider cannot be reached.</exception>
    public async Task<ProviderAuthorizationView> BeginAsync(OidcProvider provider, Guid? userId)
    {
        var endpoints = await provider.Keys.FindEndpointsAsync();
        var state = RandomNumberGenerator.GetBytes(SecretBytes);
        var plain = RandomNumberGenerator.GetBytes(2 * SecretBytes);
        var (verifier, nonce) = SecretsOf(plain);
        var hash = SHA256.HashData(state);
        var authorization = new ProviderAuthorization
        {
            StateHash = hash,
            Provider = provider.Name,
            UserId = userId,
            SealedSecrets = SealedBytes.Seal(_key, NameOf(hash), plain),
            ExpiresAt = clock.GetUtcNow() + ProviderAuthorization.Lifetime,
        };
        db.ProviderAuthorizations.Add(authorization);
        await db.SaveChangesAsync();
        var text = Base64Url.EncodeToString(state);
        var url = QueryHelpers.AddQueryString(
            endpoints.Authorization.AbsoluteUri,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["response_type"] = "code",
                ["client_id"] = provider.ClientIds[0],
                ["redirect_uri"] = links.SignedIn,
                ["scope"] = "openid email profile",
                ["state"] = text,
                ["nonce"] = nonce,
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
                ["code_challenge_method"] = "S256",
            }
        );
        return new ProviderAuthorizationView(url, text, authorization.ExpiresAt);
    }

    /// <summary>Uses the state up, exchanges the code, and checks the id_token.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="answer">The provider's answer.</param>
    /// <param name="userId">The user whose account is linked; null: a login.</param>
    /// <exception cref="ProblemException">401: the state or the code is not valid. 503: the provider cannot be reached.</exception>
    /// <exception cref="InvalidIdTokenException">The id_token is refused.</exception>
    public async Task<IdToken> CompleteAsync(OidcProvider provider, ProviderAnswer answer, Guid? userId)
    {
        // A provider that cannot be reached costs no state.
        var endpoints = await provider.Keys.FindEndpointsAsync();
        var (verifier, nonce) = await UseUpAsync(provider, answer.State, userId) ?? throw Unknown().ToException();
        // RFC 9207: a code of another provider must not reach this one.
        if (answer.Issuer is null ? endpoints.NamesIssuer : answer.Issuer != provider.Issuer)
        {
            throw Unknown().ToException();
        }

        var token = await exchange.ExchangeAsync(provider, endpoints, answer.Code, links.SignedIn, verifier);
        return await IdToken.ReadAsync(token, nonce, provider, clock);
    }

    private async Task<(string Verifier, string Nonce)?> UseUpAsync(OidcProvider provider, string state, Guid? userId)
    {
        if (CompactJws.Decode(state) is not { Length: SecretBytes } bytes)
        {
            return null;
        }

        var (hash, now) = (SHA256.HashData(bytes), clock.GetUtcNow());
        var found = await db
            .Database.SqlQuery<byte[]>(
                $"""
                DELETE FROM provider_authorizations
                WHERE state_hash = {hash} AND provider = {provider.Name} AND user_id IS NOT DISTINCT FROM {userId} AND expires_at > {now}
                RETURNING sealed_secrets AS "Value"
                """
            )
            .ToListAsync();
        if (found is not [var stored])
        {
            return null;
        }

        var plain = SealedBytes.Open(_key, NameOf(hash), stored);
        var opened = SecretsOf(plain);
        CryptographicOperations.ZeroMemory(plain);
        return opened;
    }

    private static (string Verifier, string Nonce) SecretsOf(byte[] plain) =>
        (Base64Url.EncodeToString(plain.AsSpan(0, SecretBytes)), Base64Url.EncodeToString(plain.AsSpan(SecretBytes)));

    private static string NameOf(byte[] hash) => Convert.ToHexString(hash);

    private static UnauthorizedProblem Unknown() =>
        Problem.Unauthorized("This sign-in is unknown, used, or older than ten minutes. Begin again.", "invalid_authorization");
}

/// <summary>The provider's answer, which the browser brings.</summary>
/// <param name="State">The state of the authorization.</param>
/// <param name="Code">The provider's code.</param>
/// <param name="Issuer">The provider's <c>iss</c>, if it sent one.</param>
internal sealed record ProviderAnswer(string State, string Code, string? Issuer);
