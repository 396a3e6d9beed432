using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Community.Sdk;

/// <summary>
/// Checks webhooks. The header is <c>t=&lt;seconds since 1970&gt;,v1=&lt;hex&gt;</c>: the HMAC-SHA256 of <c>&lt;t&gt;.&lt;body&gt;</c>
/// under the secret. Several <c>v1</c> may be there while a secret is exchanged; one that fits is enough.
/// </summary>
public static class CommunityWebhooks
{
    /// <summary>How old a webhook may be, or how far ahead.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Checks a webhook and gives its event as JSON.</summary>
    /// <param name="payload">The body as it came, byte for byte: a parsed and re-written one does not fit.</param>
    /// <param name="header">The signature's header.</param>
    /// <param name="secret">The endpoint's secret.</param>
    /// <param name="tolerance">How old the webhook may be, or how far ahead. Null: five minutes.</param>
    /// <param name="timeProvider">The clock. Null: the system's.</param>
    /// <exception cref="SignatureInvalidException">The header is malformed, too old, or of another secret or body.</exception>
    /// <exception cref="JsonException">The body is signed and no JSON.</exception>
    public static JsonElement ConstructEvent(
        ReadOnlySpan<byte> payload,
        string header,
        string secret,
        TimeSpan? tolerance = null,
        TimeProvider? timeProvider = null
    ) => ConstructEvent(payload, header, secret, CommunityJson.Default.JsonElement, tolerance, timeProvider);

    /// <summary>Checks a webhook and gives its event as a type of the caller's.</summary>
    /// <inheritdoc cref="ConstructEvent(ReadOnlySpan{byte}, string, string, TimeSpan?, TimeProvider?)"/>
    public static T ConstructEvent<T>(
        ReadOnlySpan<byte> payload,
        string header,
        string secret,
        JsonTypeInfo<T> type,
        TimeSpan? tolerance = null,
        TimeProvider? timeProvider = null
    )
    {
        Verify(payload, header, secret, tolerance ?? Tolerance, timeProvider ?? TimeProvider.System);
        return JsonSerializer.Deserialize(payload, type) ?? throw new JsonException("The body is null.");
    }

    private static void Verify(ReadOnlySpan<byte> payload, string header, string secret, TimeSpan tolerance, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        var parts = header
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToList();
        var time = parts.Find(part => part[0] == "t")?[1];
        var signatures = parts.Where(part => part[0] == "v1" && part[1].Length == 64).Select(part => part[1]).ToList();
        if (
            !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > 999_999_999_999
            || signatures.Count == 0
        )
        {
            throw new SignatureInvalidException("The signature header is malformed. It must be t=<seconds>,v1=<64 hexadecimal digits>.");
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{time}."));
        hmac.AppendData(payload);
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
        if (!signatures.Exists(signature => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), expected)))
        {
            throw new SignatureInvalidException("The signature does not fit the body. Check the secret, and pass the body as it came.");
        }

        if ((timeProvider.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > tolerance)
        {
            throw new SignatureInvalidException("The webhook is too old, or this machine's clock is wrong.");
        }
    }
}
