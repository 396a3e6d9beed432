using System.Text;
using Community.Identity.Users;
using Community.Platform.Text;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Passwords;

/// <summary>ASP.NET Core's interface for hashing passwords, implemented by <see cref="Argon2id"/>.</summary>
internal sealed class Argon2idPasswordHasher : IPasswordHasher<User>
{
    /// <summary>
    /// Hashes the password in its form NFC: keyboards and systems type the same characters in different forms (NIST SP 800-63B section
    /// 3.1.1.2).
    /// </summary>
    public string HashPassword(User user, string password) => Argon2id.Hash(password.Normalized(NormalizationForm.FormC));

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        // The number of tries depends only on the password that was typed, so that the time tells nothing about the account.
        var (normal, index) = (Forms(providedPassword), 0);
        while (index < normal.Count && !Argon2id.Verify(hashedPassword, normal[index]))
        {
            index++;
        }

        return index == normal.Count ? PasswordVerificationResult.Failed
            : index > 0 || Argon2id.NeedsRehash(hashedPassword) ? PasswordVerificationResult.SuccessRehashNeeded
            : PasswordVerificationResult.Success;
    }

    /// <summary>
    /// The forms that may have been hashed: today NFC, formerly the form as typed. For a password in ASCII all are the same.
    /// </summary>
    private static List<string> Forms(string password) =>
        [
            .. new[] { password.Normalized(NormalizationForm.FormC), password, password.Normalized(NormalizationForm.FormD) }.Distinct(
                StringComparer.Ordinal
            ),
        ];
}
