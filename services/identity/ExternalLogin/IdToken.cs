using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Community.Identity.Users;

namespace Community.Identity.ExternalLogin;

/// <summary>What a provider's token says, once it has been checked.</summary>
/// <param name="Provider">Whose it is.</param>
/// <param name="Subject">The provider's name for the account; never given to another.</param>
/// <param name="Email">The mail address, only if the provider says that it is verified.</param>
/// <param name="Name">The person's name, if told.</param>
/// <param name="Hash">SHA-256 of what was signed: however its signature is spelled, a token is one.</param>
/// <param name="ExpiresAt">When it is refused by itself.</param>
internal sealed record IdToken(string Provider, string Subject, string? Email, string? Name, byte[] Hash, DateTimeOffset ExpiresAt)
{
    private const int MaxLength = 16 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Checks a token as OpenID Connect Core section 3.1.3.7 and RFC 8725 ask.</summary>
    /// <exception cref="InvalidIdTokenException">It is no good; says why.</exception>
    public static async Task<IdToken> ReadAsync(string token, string? nonce, OidcProvider provider, TimeProvider clock)
    {
        var parts = token.Split('.');
        if (token.Length > MaxLength || parts.Length != 3)
        {
            throw new InvalidIdTokenException("it is not a signed JWT");
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]), Strict);
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), Strict);
            var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
            await CheckSignatureAsync(header.RootElement, signed, Base64Url.DecodeFromChars(parts[2]), provider);
            return Read(claims.RootElement, signed, nonce, provider, clock.GetUtcNow());
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException)
        {
            throw new InvalidIdTokenException("it is malformed");
        }
    }

    private static async Task CheckSignatureAsync(JsonElement header, byte[] signed, byte[] signature, OidcProvider provider)
    {
        Require(ProviderKey.Text(header, "typ")?.ToUpperInvariant() is null or "JWT" && !header.TryGetProperty("crit", out _), "its header asks for what is not done here");
        var algorithm = ProviderKey.Text(header, "alg");
        Require(algorithm is "RS256" or "ES256", "it is not signed by RS256 or ES256");
        var key = ProviderKey.Text(header, "kid") is { Length: > 0 and <= 200 } kid ? await provider.Keys.FindAsync(kid) : null;
        Require(key is not null && key.Algorithm == algorithm, "its key is not the provider's");
        Require(key!.Verify(signed, signature), "its signature is wrong");
    }

    private static IdToken Read(JsonElement claims, byte[] signed, string? nonce, OidcProvider provider, DateTimeOffset now)
    {
        Require(ProviderKey.Text(claims, "iss") == provider.Issuer, "it is of another issuer");
        CheckAudience(claims, provider);
        var expiresAt = Time(claims, "exp") ?? throw new InvalidIdTokenException("it has no end");
        var issuedAt = Time(claims, "iat") ?? throw new InvalidIdTokenException("it has no beginning");
        Require(now < expiresAt + Skew, "it has expired");
        Require(issuedAt <= now + Skew && (Time(claims, "nbf") ?? issuedAt) <= now + Skew, "it is from the future");
        Require(nonce is null || SameText(nonce, ProviderKey.Text(claims, "nonce")), "its nonce is another");
        var subject = ProviderKey.Text(claims, "sub");
        Require(subject is { Length: > 0 and <= 255 } && !subject.Contains('\0', StringComparison.Ordinal), "it names nobody");
        var email = IsTrue(claims, "email_verified") && Identifiers.TryParseEmail(ProviderKey.Text(claims, "email"), out var address) ? address : null;
        return new IdToken(provider.Name, subject!, email, ProviderKey.Text(claims, "name"), SHA256.HashData(signed), expiresAt + Skew);
    }

    private static void CheckAudience(JsonElement claims, OidcProvider provider)
    {
        Require(claims.TryGetProperty("aud", out var audience), "it is for nobody");
        string?[] audiences = audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Select(a => a.GetString())] : [audience.GetString()];
        Require(audiences.Any(a => provider.ClientIds.Contains(a, StringComparer.Ordinal)), "it is for another application");
        var party = ProviderKey.Text(claims, "azp");
        Require(party is null ? audiences.Length == 1 : provider.ClientIds.Contains(party, StringComparer.Ordinal), "it was made for another application");
    }

    /// <summary>Seconds since 1970; providers write whole numbers, the standard allows others.</summary>
    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : throw new InvalidIdTokenException($"its {name} is no time");

    // Some providers write the boolean as text.
    private static bool IsTrue(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true")));

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

/// <param name="reason">Continues "the token is refused:".</param>
internal sealed class InvalidIdTokenException(string reason) : Exception(reason);
