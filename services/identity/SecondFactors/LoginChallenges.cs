using System.Buffers.Text;
using System.Security.Cryptography;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authentication;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.SecondFactors;

/// <summary>
/// Logins between the first factor and the second. The client has a random challenge, of which we have the hash. It is good for five codes
/// within five minutes, and for one login.
/// </summary>
internal sealed class LoginChallenges(IdentityDb db, TimeProvider clock)
{
    private const int ChallengeBytes = 32;

    /// <summary>The answer to a right first factor: 401 <c>second_factor_required</c> with a challenge. Adds to the unit of work.</summary>
    public UnauthorizedProblem Begin(User user)
    {
        var now = clock.GetUtcNow();
        var challenge = RandomNumberGenerator.GetBytes(ChallengeBytes);
        db.LoginChallenges.Add(
            new LoginChallenge
            {
                Hash = SHA256.HashData(challenge),
                UserId = user.Id,
                CreatedAt = now,
                ExpiresAt = now + LoginChallenge.Lifetime,
            }
        );
        return Problem
            .Unauthorized(
                "A code is needed too. POST /auth/login/second-factor with this challenge and a code of your authenticator app, or a recovery code.",
                "second_factor_required"
            )
            .With("challenge", Base64Url.EncodeToString(challenge))
            .With("expires_in", (int)LoginChallenge.Lifetime.TotalSeconds);
    }

    /// <summary>Counts an attempt, before its code is compared.</summary>
    /// <returns>The user of the login; null: there is no such challenge, it expired, or it had five attempts.</returns>
    public async Task<User?> CountAttemptAsync(string challenge)
    {
        var (hash, now) = (HashOf(challenge), clock.GetUtcNow());
        var isLive =
            await db
                .LoginChallenges.Where(c => c.Hash == hash && c.ExpiresAt > now && c.Attempts < LoginChallenge.MaxAttempts)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Attempts, c => c.Attempts + 1)) == 1;
        return isLive
            ? await (
                from c in db.LoginChallenges
                join user in db.Users on c.UserId equals user.Id
                where c.Hash == hash && user.ErasedAt == null
                select user
            ).SingleOrDefaultAsync()
            : null;
    }

    /// <summary>Uses the challenge up.</summary>
    /// <returns>False: another request was first.</returns>
    public async Task<bool> UseUpAsync(string challenge)
    {
        var hash = HashOf(challenge);
        return await db.LoginChallenges.Where(c => c.Hash == hash).ExecuteDeleteAsync() == 1;
    }

    private static byte[] HashOf(string challenge) =>
        CompactJws.Decode(challenge) is { Length: ChallengeBytes } bytes ? SHA256.HashData(bytes) : [];
}
