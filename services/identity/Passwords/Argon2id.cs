using System.Runtime.InteropServices;
using System.Text;

namespace Community.Identity.Passwords;

/// <summary>
/// Argon2id (RFC 9106) by libsodium, with PHC strings (<c>$argon2id$v=19$m=19456,t=2,p=1$…</c>). The cost is what OWASP's
/// Password Storage Cheat Sheet names first: 19 MiB and 2 passes, about 30 ms on one core. .NET has no Argon2 of its own.
/// </summary>
internal static partial class Argon2id
{
    private const ulong Passes = 2;
    private const nuint MemoryBytes = 19456 * 1024;
    private const int StringBytes = 128;

    static Argon2id()
    {
        if (Native.Init() < 0)
        {
            throw new InvalidOperationException("libsodium could not be initialised.");
        }
    }

    /// <exception cref="InvalidOperationException">The memory for one hash could not be had.</exception>
    public static string Hash(string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        Span<byte> phc = stackalloc byte[StringBytes];
        var result = Native.Hash(phc, bytes, (ulong)bytes.Length, Passes, MemoryBytes);
        return result == 0
            ? Encoding.ASCII.GetString(phc[..phc.IndexOf((byte)0)])
            : throw new InvalidOperationException("Argon2id could not allocate its memory.");
    }

    /// <summary>False also for what is no PHC string.</summary>
    public static bool Verify(string phc, string password)
    {
        // The function wants the terminating zero and reads up to 128 bytes.
        Span<byte> terminated = stackalloc byte[StringBytes];
        terminated.Clear();
        if (phc.Length >= StringBytes || !Encoding.ASCII.TryGetBytes(phc, terminated, out _))
        {
            return false;
        }

        var bytes = Encoding.UTF8.GetBytes(password);
        return Native.Verify(terminated, bytes, (ulong)bytes.Length) == 0;
    }

    /// <summary>Whether a stored hash was made with other costs than today's and should be made anew at the next login.</summary>
    public static bool NeedsRehash(string phc) => !phc.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", StringComparison.Ordinal);

    private static partial class Native
    {
        private const string Library = "libsodium.so.23";

        [LibraryImport(Library, EntryPoint = "sodium_init")]
        public static partial int Init();

        [LibraryImport(Library, EntryPoint = "crypto_pwhash_str")]
        public static partial int Hash(Span<byte> result, ReadOnlySpan<byte> password, ulong length, ulong passes, nuint memory);

        [LibraryImport(Library, EntryPoint = "crypto_pwhash_str_verify")]
        public static partial int Verify(ReadOnlySpan<byte> phc, ReadOnlySpan<byte> password, ulong length);
    }
}
