using System.Text.Json;
using System.Text.Unicode;
using Community.Platform.Access.Authorization;

namespace Community.Platform.Access.Authentication;

/// <summary>An access token's claims, already checked for shape; times are Unix seconds.</summary>
internal sealed record AccessTokenPayload(
    Guid UserId,
    Guid SessionId,
    IReadOnlyList<string> Roles,
    string Issuer,
    IReadOnlyList<string> Audiences,
    long ExpiresAt,
    long IssuedAt,
    long? NotBefore,
    long? AuthenticatedAt,
    IReadOnlyList<string>? Scopes,
    bool IsBot,
    string Id
);

/// <summary>
/// Reads the two JSON parts of an access token, strictly: this fleet has one issuer that writes one form (<see cref="AccessToken"/>), so a
/// token of another form was not written by it.
/// </summary>
internal static class AccessTokenReader
{
    private const int MaxTextLength = 512;
    private const long LastUnixSecond = 253_402_300_799; // 9999-12-31T23:59:59Z, the last that DateTimeOffset knows

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>
    /// The key id from a header that has exactly <c>alg</c>, <c>typ</c> and <c>kid</c>. The allow-list refuses all members that RFC 8725
    /// and RFC 7515 warn of (crit, jwk, jku, x5u, x5c, b64, zip, cty), and unknown ones too.
    /// </summary>
    public static string? ReadKeyId(ReadOnlyMemory<byte> header, IReadOnlyCollection<string> types, out string? reason)
    {
        string? kid = null;
        reason = Parse(
            header,
            root =>
            {
                if (Text(root, "alg") != AccessToken.Algorithm)
                {
                    return "the algorithm is not ES256";
                }

                if (Text(root, "typ") is not { } type || !types.Contains(type, StringComparer.OrdinalIgnoreCase))
                {
                    return "the type is not that of an access token";
                }

                if (root.GetPropertyCount() != 3 || Text(root, "kid") is not { } id || !SigningKeys.IsKeyId(id))
                {
                    return "the header is not that of an access token";
                }

                kid = id;
                return null;
            }
        );
        return kid;
    }

    /// <summary>The claims of a payload, or null and the reason. Only for a payload with a valid signature.</summary>
    public static AccessTokenPayload? ReadPayload(ReadOnlyMemory<byte> payload, out string? reason)
    {
        AccessTokenPayload? claims = null;
        reason = Parse(
            payload,
            root =>
            {
                claims =
                    Uuid(root, AccessTokenClaims.Subject) is { } user
                    && Uuid(root, AccessTokenClaims.Session) is { } session
                    && RolesOf(root) is { } roles
                    && Text(root, AccessTokenClaims.Issuer) is { } issuer
                    && Audiences(root) is { } audiences
                    && Seconds(root, AccessTokenClaims.ExpiresAt) is { } expiresAt
                    && Seconds(root, AccessTokenClaims.IssuedAt) is { } issuedAt
                    && Text(root, AccessTokenClaims.TokenId) is { Length: > 0 and <= MaxTextLength } id
                    && IsAbsentOrSeconds(root, AccessTokenClaims.NotBefore, out var notBefore)
                    && IsAbsentOrSeconds(root, AccessTokenClaims.AuthenticatedAt, out var authenticatedAt)
                    && AreScopes(root, out var scopes)
                    && IsBotOrAbsent(root, out var isBot)
                        ? new(user, session, roles, issuer, audiences, expiresAt, issuedAt, notBefore, authenticatedAt, scopes, isBot, id)
                        : null;
                return claims is null ? "the claims are not those of an access token" : null;
            }
        );
        return claims;
    }

    private static string? Parse(ReadOnlyMemory<byte> json, Func<JsonElement, string?> read)
    {
        const string NotJson = "a part is not the JSON of an access token";
        if (!Utf8.IsValid(json.Span))
        {
            return NotJson;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : NotJson;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: no JSON, duplicate members, too deep; InvalidOperationException: an escaped lone surrogate
            return NotJson;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Guid? Uuid(JsonElement parent, string name) =>
        Text(parent, name) is { } text && Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty ? id : null;

    // RFC 7519 allows fractions of a second; our issuer writes none.
    private static long? Seconds(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds is >= 0 and <= LastUnixSecond
            ? seconds
            : null;

    private static bool IsAbsentOrSeconds(JsonElement parent, string name, out long? seconds)
    {
        seconds = Seconds(parent, name);
        return seconds is not null || !parent.TryGetProperty(name, out _);
    }

    /// <summary>False: there is a claim, but it is not a list of names. Such a token must not pass for one without limits.</summary>
    private static bool AreScopes(JsonElement parent, out IReadOnlyList<string>? scopes)
    {
        scopes = Text(parent, AccessTokenClaims.Scope)?.Split(' ');
        return scopes is null ? !parent.TryGetProperty(AccessTokenClaims.Scope, out _) : scopes.All(scope => scope.Length > 0);
    }

    /// <summary>False: there is a claim of another form. Such a token must not pass for a person's.</summary>
    private static bool IsBotOrAbsent(JsonElement parent, out bool isBot)
    {
        isBot = parent.TryGetProperty(AccessTokenClaims.Bot, out var claim);
        return !isBot || claim.ValueKind == JsonValueKind.True;
    }

    private static List<string>? RolesOf(JsonElement parent) =>
        parent.TryGetProperty(AccessTokenClaims.Roles, out var roles)
        && Texts(roles) is { } names
        && names.TrueForAll(Roles.All.Contains)
        && names.Distinct(StringComparer.Ordinal).Count() == names.Count
            ? names
            : null;

    private static List<string>? Audiences(JsonElement parent)
    {
        if (!parent.TryGetProperty(AccessTokenClaims.Audience, out var audience))
        {
            return null;
        }

        return audience.ValueKind == JsonValueKind.String ? [audience.GetString()!] : Texts(audience);
    }

    private static List<string>? Texts(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > 16)
        {
            return null;
        }

        var texts = new List<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            texts.Add(item.GetString()!);
        }

        return texts;
    }
}
