using System.Security.Cryptography;
using Community.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Referrals;

/// <summary>Codes by which users refer others: ten letters and digits without look-alikes (0 and O, 1, I and L).</summary>
internal static class ReferralCodes
{
    public const int Length = 10;
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A new code. There are 31^10, so a collision is left to the unique index.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>The owner of a code that was typed in any case; null if no user has it.</summary>
    public static async Task<Guid?> FindOwnerAsync(IdentityDb db, string code)
    {
        var normal = code.Trim().ToUpperInvariant();
        return normal.Length != Length
            ? null
            : await db
                .Users.Where(user => user.ReferralCode == normal && user.ErasedAt == null)
                .Select(user => (Guid?)user.Id)
                .SingleOrDefaultAsync();
    }
}
