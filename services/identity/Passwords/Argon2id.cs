using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NSec.Cryptography;

namespace Community.Identity.Passwords;

/// <summary>
/// Argon2id (RFC 9106) by NSec and libsodium, with PHC strings (<c>$argon2id$v=19$m=19456,t=2,p=1$…</c>). The cost is the first one that
/// OWASP's Password Storage Cheat Sheet names: 19 MiB and 2 passes, about 30 ms on one core.
/// </summary>
internal static partial class Argon2id
{
    private const int MemoryKibibytes = 19456;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // A stored hash is checked with its own cost parameters. A hash with higher ones was not made by this service and must not use the
    // machine's memory or time.
    private const int MaxMemoryKibibytes = 1 << 20;
    private const int MaxPasses = 16;

    private static readonly string Costs = string.Create(
        CultureInfo.InvariantCulture,
        $"$argon2id$v=19$m={MemoryKibibytes},t={Passes},p=1$"
    );

    /// <exception cref="InvalidOperationException">The memory for one hash could not be allocated.</exception>
    public static string Hash(string password)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        RandomNumberGenerator.Fill(salt);
        Span<byte> hash = stackalloc byte[HashBytes];
        Derive(password, salt, MemoryKibibytes, Passes, hash);
        return $"{Costs}{Unpadded(salt)}${Unpadded(hash)}";
    }

    /// <summary>Also false for a text that is not a PHC string of Argon2id with one lane, a salt of 16 bytes and a hash of 32.</summary>
    public static bool Verify(string phc, string password)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        Span<byte> stored = stackalloc byte[HashBytes];
        if (
            Phc().Match(phc) is not { Success: true } parts
            || !int.TryParse(parts.Groups["memory"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var memory)
            || !int.TryParse(parts.Groups["passes"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var passes)
            || memory is < 8 or > MaxMemoryKibibytes
            || passes is < 1 or > MaxPasses
            || !IsRead(parts.Groups["salt"].Value, salt)
            || !IsRead(parts.Groups["hash"].Value, stored)
        )
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HashBytes];
        Derive(password, salt, memory, passes, hash);
        return CryptographicOperations.FixedTimeEquals(hash, stored);
    }

    /// <summary>Whether a stored hash was made with other cost parameters than today's. It is then made anew at the next login.</summary>
    public static bool NeedsRehash(string phc) => !phc.StartsWith(Costs, StringComparison.Ordinal);

    private static void Derive(string password, ReadOnlySpan<byte> salt, int memory, int passes, Span<byte> hash)
    {
        var algorithm = PasswordBasedKeyDerivationAlgorithm.Argon2id(
            new Argon2Parameters
            {
                DegreeOfParallelism = 1,
                MemorySize = memory,
                NumberOfPasses = passes,
            }
        );
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            algorithm.DeriveBytes(bytes, salt, hash);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException("Argon2id could not allocate its memory.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Unpadded(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static bool IsRead(string unpadded, Span<byte> bytes) =>
        unpadded.Length == Base64.GetMaxEncodedToUtf8Length(bytes.Length) - Padding(bytes.Length)
        && Convert.TryFromBase64String(unpadded + new string('=', Padding(bytes.Length)), bytes, out var read)
        && read == bytes.Length;

    private static int Padding(int bytes) => (3 - (bytes % 3)) % 3;

    [GeneratedRegex(
        @"^\$argon2id\$v=19\$m=(?<memory>[0-9]{1,7}),t=(?<passes>[0-9]{1,3}),p=1\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Phc();
}
