using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Community.Identity.Users;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Community.Identity.ExternalLogin;

/// <summary>The claims of a provider's token after it was checked.</summary>
/// <param name="Provider">The provider's name in the configuration.</param>
/// <param name="Subject">The provider's identifier of the account; never reassigned.</param>
/// <param name="Email">The mail address, only if the provider says that it is verified.</param>
/// <param name="Name">The user's name, if the token has one.</param>
/// <param name="Hash">SHA-256 of the signed part: tokens that differ only in the encoding of the signature are the same token.</param>
/// <param name="ExpiresAt">When the token expires.</param>
internal sealed record IdToken(string Provider, string Subject, string? Email, string? Name, byte[] Hash, DateTimeOffset ExpiresAt)
{
    private const int MaxLength = 16 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MaxLength };

    /// <summary>
    /// Checks a token as OpenID Connect Core section 3.1.3.7 and RFC 8725 require. The package checks form, key, algorithm, signature,
    /// issuer and audience. The claims are read strictly from the signed payload.
    /// </summary>
    /// <exception cref="InvalidIdTokenException">The token is refused; the message is the reason.</exception>
    public static async Task<IdToken> ReadAsync(string token, string? nonce, OidcProvider provider, TimeProvider clock)
    {
        var jwt = Parse(token);
        Require(!jwt.TryGetHeaderValue<JsonElement>("crit", out _), "its header asks for a feature that is not supported");
        Require(jwt.Kid is { Length: > 0 and <= 200 }, "its key is not the provider's");
        Require(jwt.Alg is SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.EcdsaSha256, "it is not signed by RS256 or ES256");
        var keys = await provider.Keys.FindAsync(jwt.Kid);
        Require(keys.Count > 0, "its key is not the provider's");
        var checkedToken = await Handler.ValidateTokenAsync(jwt, ParametersOf(provider, keys));
        if (!checkedToken.IsValid)
        {
            throw new InvalidIdTokenException(ReasonOf(checkedToken.Exception));
        }

        try
        {
            var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
            using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload), Strict);
            return Read(claims.RootElement, signed, nonce, provider, clock.GetUtcNow());
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException)
        {
            throw new InvalidIdTokenException("it is malformed");
        }
    }

    private static JsonWebToken Parse(string token)
    {
        Require(token.Length <= MaxLength && token.AsSpan().Count('.') == 2, "it is not a signed JWT");
        try
        {
            return Handler.ReadJsonWebToken(token);
        }
        catch (Exception malformed)
            when (malformed is ArgumentException or SecurityTokenException or FormatException or JsonException or InvalidOperationException)
        {
            throw new InvalidIdTokenException("it is malformed");
        }
    }

    private static TokenValidationParameters ParametersOf(OidcProvider provider, IReadOnlyList<SecurityKey> keys) =>
        new()
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            ValidIssuer = provider.Issuer,
            ValidAudiences = provider.ClientIds,
            // A trailing slash makes it the name of another issuer or application.
            IgnoreTrailingSlashWhenValidatingAudience = false,
            TypeValidator = (type, _, _) =>
                string.IsNullOrEmpty(type) || type.Equals("JWT", StringComparison.OrdinalIgnoreCase)
                    ? "JWT"
                    : throw new SecurityTokenInvalidTypeException(),
            // Checked by our clock, with the claims below.
            ValidateLifetime = false,
        };

    private static string ReasonOf(Exception exception) =>
        exception switch
        {
            SecurityTokenInvalidIssuerException => "its issuer is not the provider",
            SecurityTokenInvalidAudienceException => "it is for another application",
            SecurityTokenInvalidTypeException => "its header asks for a feature that is not supported",
            SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidAlgorithmException => "its key is not the provider's",
            SecurityTokenInvalidSignatureException => "its signature is wrong",
            _ => "it is malformed",
        };

    private static IdToken Read(JsonElement claims, byte[] signed, string? nonce, OidcProvider provider, DateTimeOffset now)
    {
        Require(Text(claims, "iss") == provider.Issuer, "its issuer is not the provider");
        CheckAudience(claims, provider);
        var expiresAt = Time(claims, "exp") ?? throw new InvalidIdTokenException("it has no expiry time");
        var issuedAt = Time(claims, "iat") ?? throw new InvalidIdTokenException("it has no issue time");
        Require(now < expiresAt + Skew, "it has expired");
        Require(issuedAt <= now + Skew && (Time(claims, "nbf") ?? issuedAt) <= now + Skew, "it is not valid yet");
        Require(nonce is null || SameText(nonce, Text(claims, "nonce")), "its nonce is not the one that was sent");
        var subject = Text(claims, "sub");
        Require(subject is { Length: > 0 and <= 255 } && !subject.Contains('\0', StringComparison.Ordinal), "it has no subject");
        var email = IsTrue(claims, "email_verified") && Identifiers.TryParseEmail(Text(claims, "email"), out var address) ? address : null;
        return new IdToken(provider.Name, subject!, email, Text(claims, "name"), SHA256.HashData(signed), expiresAt + Skew);
    }

    private static void CheckAudience(JsonElement claims, OidcProvider provider)
    {
        Require(claims.TryGetProperty("aud", out var audience), "it has no audience");
        string?[] audiences =
            audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Select(a => a.GetString())] : [audience.GetString()];
        Require(audiences.Any(a => provider.ClientIds.Contains(a, StringComparer.Ordinal)), "it is for another application");
        var party = Text(claims, "azp");
        Require(
            party is null ? audiences.Length == 1 : provider.ClientIds.Contains(party, StringComparer.Ordinal),
            "it was made for another application"
        );
    }

    /// <summary>Seconds since 1970. Providers write whole numbers; the standard permits fractions.</summary>
    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
        : throw new InvalidIdTokenException($"its {name} is not a time");

    // Some providers write the boolean as text.
    private static bool IsTrue(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true")));

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool SameText(string expected, string? actual) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual ?? string.Empty));

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidIdTokenException(otherwise);
        }
    }
}

/// <param name="reason">The rest of the sentence "the token is refused:".</param>
internal sealed class InvalidIdTokenException(string reason) : Exception(reason);
