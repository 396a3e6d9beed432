using System.Security.Cryptography;
using Community.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Referrals;

/// <summary>Codes by which people bring others: ten letters and digits, none that looks like another (0 and O, 1, I and L).</summary>
internal static class ReferralCodes
{
    public const int Length = 10;
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A code that nobody has: of 31^10, so that a collision is left to the unique index.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whose code it is, typed in any case; null if nobody's.</summary>
    public static async Task<Guid?> FindOwnerAsync(IdentityDb db, string code)
    {
        var normal = code.Trim().ToUpperInvariant();
        return normal.Length != Length
            ? null
            : await db.Users.Where(user => user.ReferralCode == normal && user.ErasedAt == null).Select(user => (Guid?)user.Id).SingleOrDefaultAsync();
    }
}
