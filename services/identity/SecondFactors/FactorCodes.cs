using System.Security.Cryptography;
using System.Text;
using Community.Identity.Tokens;
using Community.Platform.Access.Keys;
using OtpNet;

namespace Community.Identity.SecondFactors;

/// <summary>
/// Makes and compares codes: of authenticator apps (RFC 6238 with SHA-1, six digits and 30 seconds, which is the one form that all apps
/// know), and recovery codes. It has no state.
/// </summary>
internal sealed class FactorCodes(IdentitySecrets secrets)
{
    public const int RecoveryCodeCount = 10;

    private const int SecretBytes = 20; // as long as the hash (RFC 4226 section 4)
    private const int RecoveryLetters = 12; // of 32: 60 bits
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz023456789"; // without i, l, o and 1
    private static readonly VerificationWindow OneStepEachWay = new(previous: 1, future: 1);

    private readonly byte[] _secretKey = secrets.Derive("second factors");
    private readonly byte[] _recoveryKey = secrets.Derive("recovery codes");

    /// <summary>A new secret, sealed and as the app reads it (base32).</summary>
    public (byte[] Sealed, string Base32) NewSecret(Guid userId)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var text = Base32Encoding.ToString(secret);
        return (SealedBytes.Seal(_secretKey, userId.ToString(), secret), text);
    }

    /// <summary>The time step in which an app with this secret shows the code; null: it is wrong, or over a step off.</summary>
    public long? StepOf(Guid userId, byte[] sealedSecret, string code, DateTimeOffset now)
    {
        var secret = SealedBytes.Open(_secretKey, userId.ToString(), sealedSecret);
        var isRight = new Totp(secret).VerifyTotp(now.UtcDateTime, code, out var step, OneStepEachWay);
        CryptographicOperations.ZeroMemory(secret);
        return isRight ? step : null;
    }

    /// <summary>Ten new recovery codes, such as <c>k3m9-x2pq-7rtw</c>.</summary>
    public static IReadOnlyList<string> NewRecoveryCodes() =>
        [
            .. Enumerable
                .Range(0, RecoveryCodeCount)
                .Select(_ =>
                    string.Join('-', RandomNumberGenerator.GetString(Alphabet, RecoveryLetters).Chunk(4).Select(part => new string(part)))
                ),
        ];

    /// <summary>The stored form of a recovery code, not to be found in a stolen table. Case, hyphens and blanks are ignored.</summary>
    public byte[] HashOf(Guid userId, string recoveryCode) =>
        HMACSHA256.HashData(_recoveryKey, Encoding.UTF8.GetBytes($"{userId:N}\n{Normal(recoveryCode)}"));

    /// <summary>Whether a text can be an app's code; otherwise it may be a recovery code.</summary>
    public static bool IsOfApp(string code) => code.Length == 6 && code.All(char.IsAsciiDigit);

    private static string Normal(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
