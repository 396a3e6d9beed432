using System.Security.Cryptography;
using System.Text;

namespace Community.Platform.Data;

/// <summary>
/// A chain of records, each with a hash over the one before: SHA-256 over the hash before it (nothing before the first) and a line of text
/// in UTF-8. A change of any record breaks all hashes behind it.
/// </summary>
public static class HashChain
{
    /// <summary>The hash of the record with this line.</summary>
    /// <param name="before">The hash before it; empty for the first.</param>
    /// <param name="line">All that the record says, the same for every reader.</param>
    public static byte[] Next(byte[] before, string line) => SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(line)]);

    /// <summary>A time as lines have it: microseconds since 1970-01-01 UTC, which PostgreSQL keeps exactly.</summary>
    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
