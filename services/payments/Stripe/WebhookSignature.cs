using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Community.Payments.Stripe;

/// <summary>What a webhook's signature says.</summary>
internal enum SignatureVerdict
{
    /// <summary>It is Stripe's, and recent.</summary>
    Valid,

    /// <summary>There is no signature that could be checked.</summary>
    Malformed,

    /// <summary>It is Stripe's, but older, or from further in the future, than <see cref="WebhookSignature.Tolerance"/>: perhaps replayed.</summary>
    Stale,

    /// <summary>It is not Stripe's, or the body was altered.</summary>
    Mismatch,
}

/// <summary>
/// Checks who sent a webhook (Stripe's docs, "Verify webhook signatures manually"): the header <c>t=…,v1=…</c> carries a Unix time and one
/// HMAC-SHA256 of <c>t.body</c>, in hexadecimal, for each secret that the endpoint has; other schemes are passed over. The body is what
/// was received, byte for byte.
/// </summary>
internal sealed class WebhookSignature(IOptions<StripeOptions> options, TimeProvider clock)
{
    public const string HeaderName = "Stripe-Signature";
    private const int MaxHeaderLength = 4096;
    private const int MaxTimeLength = 12;

    /// <summary>How far the time may be from ours, before or after.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[][] _secrets = [.. options.Value.WebhookSecrets.Select(Encoding.UTF8.GetBytes)];

    /// <param name="header">The header <see cref="HeaderName"/>.</param>
    /// <param name="body">As received.</param>
    public SignatureVerdict Check(string? header, ReadOnlySpan<byte> body)
    {
        if (header is null || Read(header) is not var (time, seconds, signatures))
        {
            return SignatureVerdict.Malformed;
        }

        if (!IsSigned(time, body, signatures))
        {
            return SignatureVerdict.Mismatch;
        }

        var distance = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return distance.Duration() <= Tolerance ? SignatureVerdict.Valid : SignatureVerdict.Stale;
    }

    private bool IsSigned(string time, ReadOnlySpan<byte> body, List<byte[]> signatures)
    {
        var found = false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in _secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
            hash.AppendData(Encoding.ASCII.GetBytes($"{time}."));
            hash.AppendData(body);
            hash.GetHashAndReset(expected);
            foreach (var signature in signatures)
            {
                found |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return found;
    }

    private static (string Time, long Seconds, List<byte[]> Signatures)? Read(string header)
    {
        if (header.Length > MaxHeaderLength)
        {
            return null;
        }

        string? time = null;
        var signatures = new List<byte[]>();
        foreach (var element in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = element.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return null;
            }

            var value = element[(equals + 1)..];
            switch (element[..equals])
            {
                case "t" when time is null && value.Length is > 0 and <= MaxTimeLength && value.All(char.IsAsciiDigit):
                    time = value;
                    break;
                case "v1" when value.Length == HMACSHA256.HashSizeInBytes * 2 && value.All(char.IsAsciiHexDigit):
                    signatures.Add(Convert.FromHexString(value));
                    break;
                case "t" or "v1":
                    return null;
            }
        }

        // a time beyond the year 9999 is no time
        return time is not null && signatures.Count > 0 && long.Parse(time, CultureInfo.InvariantCulture) is var seconds and <= 253_402_300_799
            ? (time, seconds, signatures)
            : null;
    }
}
