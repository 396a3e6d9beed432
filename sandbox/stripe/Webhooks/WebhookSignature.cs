using System.Security.Cryptography;
using System.Text;

namespace Community.StripeSandbox.Webhooks;

/// <summary>Stripe's signature of webhooks, scheme v1 (https://docs.stripe.com/webhooks#verify-manually).</summary>
internal static class WebhookSignature
{
    /// <summary>The name of the header.</summary>
    public const string Header = "Stripe-Signature";

    /// <summary>The header's value for a body sent at <paramref name="timestamp"/> (Unix seconds).</summary>
    public static string Sign(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"{timestamp}."));
        hmac.AppendData(body);
        return $"t={timestamp},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
