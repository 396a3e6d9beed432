using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Reads a key set. A key that ES256 can't use is left out, as RFC 7517 section 5 asks; a set in which two usable keys share an id, or in
/// which none is usable, is refused as a whole, because its meaning is unclear and the last good set is still there.
/// </summary>
internal static class KeySetReader
{
    private const int MaxKeys = 100;
    private const int CoordinateLength = 32;

    /// <param name="json">The answer's body.</param>
    /// <param name="current">The keys known so far: one that is still in the set stays the same instance.</param>
    /// <exception cref="JsonException">It is not a key set, or one that is refused.</exception>
    public static FrozenDictionary<string, ECDsaSecurityKey> Read(
        ReadOnlyMemory<byte> json,
        IReadOnlyDictionary<string, ECDsaSecurityKey>? current
    )
    {
        try
        {
            return ReadKeys(json, current);
        }
        catch (InvalidOperationException text)
        {
            throw new JsonException("a text of the key set is not Unicode", text);
        }
    }

    private static FrozenDictionary<string, ECDsaSecurityKey> ReadKeys(
        ReadOnlyMemory<byte> json,
        IReadOnlyDictionary<string, ECDsaSecurityKey>? current
    )
    {
        using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() > MaxKeys
        )
        {
            throw new JsonException("this is no key set");
        }

        var keys = new Dictionary<string, ECDsaSecurityKey>(StringComparer.Ordinal);
        foreach (var element in list.EnumerateArray())
        {
            if (ReadKey(element, current) is { } key && !keys.TryAdd(key.KeyId, key))
            {
                throw new JsonException("two keys share an id");
            }
        }

        return keys.Count > 0 ? keys.ToFrozenDictionary(StringComparer.Ordinal) : throw new JsonException("no key is usable");
    }

    private static ECDsaSecurityKey? ReadKey(JsonElement key, IReadOnlyDictionary<string, ECDsaSecurityKey>? current)
    {
        if (
            key.ValueKind != JsonValueKind.Object
            || !IsForVerifyingEs256(key)
            || Text(key, "kid") is not { } kid
            || !SigningKeys.IsKeyId(kid)
            || Coordinate(key, "x") is not { } x
            || Coordinate(key, "y") is not { } y
        )
        {
            return null;
        }

        var point = new ECPoint { X = x, Y = y };
        if (current is not null && current.TryGetValue(kid, out var same) && IsAt(same, point))
        {
            return same;
        }

        try
        {
            return SigningKeys.Of(kid, new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        }
        catch (CryptographicException)
        {
            return null; // not a point of the curve
        }
    }

    private static bool IsAt(ECDsaSecurityKey key, ECPoint point) =>
        SigningKeys.PointOf(key) is var known && known.X.AsSpan().SequenceEqual(point.X) && known.Y.AsSpan().SequenceEqual(point.Y);

    private static bool IsForVerifyingEs256(JsonElement key) =>
        Text(key, "kty") == "EC"
        && Text(key, "crv") == "P-256"
        && (!key.TryGetProperty("use", out _) || Text(key, "use") == "sig")
        && (!key.TryGetProperty("alg", out _) || Text(key, "alg") == AccessToken.Algorithm)
        && (!key.TryGetProperty("key_ops", out var uses) || (uses.ValueKind == JsonValueKind.Array && uses.EnumerateArray().Any(IsVerify)))
        && !key.TryGetProperty("d", out _); // a published private key protects nothing

    private static bool IsVerify(JsonElement use) => use.ValueKind == JsonValueKind.String && use.ValueEquals("verify");

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Coordinate(JsonElement key, string name) =>
        CompactJws.Decode(Text(key, name)) is { Length: CoordinateLength } bytes ? bytes : null;
}
