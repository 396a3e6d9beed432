using System.Text;
using Microsoft.Extensions.Options;
using Stripe;

namespace Community.Payments.Stripe;

/// <summary>
/// Checks the sender of a webhook by Stripe.net's <see cref="EventUtility"/>: the header <c>t=…,v1=…</c> has a Unix time and one
/// HMAC-SHA256 of <c>t.body</c>, in hexadecimal, for each secret of the endpoint; other schemes are ignored. The body must be the received
/// one, byte for byte.
/// </summary>
internal sealed class WebhookSignature(IOptions<StripeOptions> options, TimeProvider clock)
{
    public const string HeaderName = "Stripe-Signature";
    private const int MaxHeaderLength = 4096;

    /// <summary>How far the time may be from ours, before or after.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly string[] _secrets = options.Value.WebhookSecrets;

    /// <summary>Whether one of the endpoint's secrets signed this body, at most <see cref="Tolerance"/> ago or ahead.</summary>
    /// <param name="header">The header <see cref="HeaderName"/>.</param>
    /// <param name="body">As received.</param>
    public bool IsValid(string? header, ReadOnlySpan<byte> body)
    {
        if (header is not { Length: > 0 and <= MaxHeaderLength })
        {
            return false;
        }

        string text;
        try
        {
            text = Utf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return _secrets.Any(secret => IsSignedBy(secret, header, text, now));
    }

    private static bool IsSignedBy(string secret, string header, string body, long now)
    {
        try
        {
            EventUtility.ValidateSignature(body, header, secret, (long)Tolerance.TotalSeconds, now);
            return true;
        }
        catch (Exception exception)
            when (exception is StripeException or FormatException or OverflowException or ArgumentException or NullReferenceException)
        {
            // Not a StripeException: it is thrown for a header without a time, or with a time that is no number.
            return false;
        }
    }
}
