using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Community.Platform.Access.Keys;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Makes secrets and signs with them, in Stripe's scheme: <c>t=SECONDS,v1=HEX</c> with the HMAC-SHA256 of <c>SECONDS.BODY</c>. Secrets are
/// stored encrypted, each bound to its endpoint.
/// </summary>
internal sealed class WebhookSignature(WebhookSecrets secrets)
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "Community-Signature";

    private const string Mark = "whsec_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Letters = 40; // of 62: 238 bits

    private readonly byte[] _key = secrets.Derive("webhook secrets");

    /// <summary>A new secret: the text for the owner, and its stored form.</summary>
    public (string Text, byte[] Sealed) NewSecret(Guid endpointId)
    {
        var text = Mark + RandomNumberGenerator.GetString(Alphabet, Letters);
        return (text, SealedBytes.Seal(_key, BoundTo(endpointId), Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>Whether a stored secret can be read: it was not altered, and is encrypted under the present key.</summary>
    public bool IsReadable(Guid endpointId, byte[] sealedSecret)
    {
        try
        {
            CryptographicOperations.ZeroMemory(SealedBytes.Open(_key, BoundTo(endpointId), sealedSecret));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The value of the header: one <c>v1</c> for each secret.</summary>
    /// <exception cref="CryptographicException">A row was altered, or encrypted under another key.</exception>
    public string Sign(Guid endpointId, byte[] body, DateTimeOffset now, params IEnumerable<byte[]> sealedSecrets)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{time}."), .. body];
        return $"t={time}," + string.Join(',', sealedSecrets.Select(secret => "v1=" + Mac(endpointId, secret, signed)));
    }

    private string Mac(Guid endpointId, byte[] sealedSecret, byte[] signed)
    {
        var secret = SealedBytes.Open(_key, BoundTo(endpointId), sealedSecret);
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed));
        CryptographicOperations.ZeroMemory(secret);
        return mac;
    }

    private static string BoundTo(Guid endpointId) => $"webhook {endpointId:N}";
}
