using System.Security.Cryptography;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Relations;

/// <summary>
/// Two users. Code that changes their relation (a connection, a follow, a block) first takes the pair's lock, so that concurrent actions
/// run one after the other and each sees the result of the other.
/// </summary>
internal static class Pair
{
    /// <summary>Locks the pair until the open transaction ends.</summary>
    public static Task LockPairAsync(this SocialDb db, Guid one, Guid other) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({KeyOf(one, other)})");

    /// <summary>The two ids in the order of PostgreSQL's uuid, by bytes.</summary>
    public static (Guid Low, Guid High) InOrder(Guid one, Guid other) =>
        Bytes(one).AsSpan().SequenceCompareTo(Bytes(other)) < 0 ? (one, other) : (other, one);

    private static long KeyOf(Guid one, Guid other)
    {
        var (low, high) = InOrder(one, other);
        return BitConverter.ToInt64(SHA256.HashData([.. Bytes(low), .. Bytes(high)]));
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
