using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Community.Messaging.WebPush;

/// <summary>
/// Identifies the sender to push services (VAPID, RFC 8292): a key that devices subscribe to, and short-lived tokens signed with it. The
/// key is derived from the configured secret, so that all instances, also after a restart, have the same one.
/// </summary>
internal sealed class VapidKey : IDisposable
{
    // The order of P-256 (SEC 2, section 2.4.2).
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture
    );

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private readonly ECDsa _key;
    private readonly string _subject;

    /// <summary>Derives the key.</summary>
    /// <param name="secret">32 or more random characters.</param>
    /// <param name="subject">The contact for a push service's operator: a mailto or https address.</param>
    public VapidKey(string secret, string subject)
    {
        // Wider than the order, so that the remainder is practically uniform (FIPS 186-5, appendix A.2.1).
        var wide = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(secret),
            48,
            info: Encoding.UTF8.GetBytes("community web push")
        );
        var scalar = (new BigInteger(wide, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var d = new byte[32];
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(d, d.Length - bytes.Length);
        _key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        _subject = subject;
        PublicKey = Base64Url.EncodeToString(PushEncryption.PointOf(_key.ExportParameters(includePrivateParameters: false).Q));
    }

    /// <summary>The public key in the form that browsers take as <c>applicationServerKey</c>.</summary>
    public string PublicKey { get; }

    /// <summary>The value of the header <c>Authorization</c> for a push to this address.</summary>
    public string AuthorizationFor(Uri endpoint, DateTimeOffset now)
    {
        var header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8);
        var claims = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    aud = endpoint.GetLeftPart(UriPartial.Authority),
                    exp = (now + Lifetime).ToUnixTimeSeconds(),
                    sub = _subject,
                }
            )
        );
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256);
        return $"vapid t={header}.{claims}.{Base64Url.EncodeToString(signature)}, k={PublicKey}";
    }

    public void Dispose() => _key.Dispose();
}
