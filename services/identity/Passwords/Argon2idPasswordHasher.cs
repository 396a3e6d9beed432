using Community.Identity.Users;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Passwords;

/// <summary>
/// The seam that ASP.NET Core provides for hashing passwords, over <see cref="Argon2id"/>. A package with Argon2 would
/// take this class's place (docs/decisions).
/// </summary>
internal sealed class Argon2idPasswordHasher : IPasswordHasher<User>
{
    public string HashPassword(User user, string password) => Argon2id.Hash(password);

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        if (!Argon2id.Verify(hashedPassword, providedPassword))
        {
            return PasswordVerificationResult.Failed;
        }

        return Argon2id.NeedsRehash(hashedPassword)
            ? PasswordVerificationResult.SuccessRehashNeeded
            : PasswordVerificationResult.Success;
    }
}
