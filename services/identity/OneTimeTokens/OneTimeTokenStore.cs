using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Community.Identity.Data;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.Platform.Access.Authentication;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.OneTimeTokens;

/// <summary>
/// Issues and redeems one-time tokens. The caller has locked the user's row (<see cref="IdentityDb.LockUserAsync"/>) or is creating it.
/// That lock is taken before any token's, so that deadlocks are impossible and of two tokens issued at once one is void.
/// <para>
/// Links carry 32 random bytes, stored as SHA-256. A phone's code has only six digits. It is stored under a keyed hash, so that a stolen
/// table cannot be searched for it, and becomes void after <see cref="MaxAttempts"/> wrong guesses.
/// </para>
/// <para>
/// Void and expired rows are kept for a day: they count how often something was sent.
/// </para>
/// </summary>
internal sealed class OneTimeTokenStore(IdentityDb db, IdentitySecrets secrets, TimeProvider clock)
{
    public const int MaxAttempts = 5;
    private const int LinkBytes = 32;

    private readonly byte[] _codeKey = secrets.Derive("phone codes");

    /// <summary>Makes a token for a link; an older token of the same purpose becomes void. The caller saves.</summary>
    public async Task<string> IssueLinkAsync(User user, string purpose, string target, TimeSpan lifetime, Guid? sessionId = null)
    {
        var bytes = RandomNumberGenerator.GetBytes(LinkBytes);
        await AddAsync(user, purpose, target, SHA256.HashData(bytes), lifetime, sessionId);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Makes a code of six digits; an older code of the same purpose becomes void. The caller saves.</summary>
    public async Task<string> IssueCodeAsync(User user, string purpose, string target, TimeSpan lifetime)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        await AddAsync(user, purpose, target, HashOfCode(user.Id, purpose, code), lifetime);
        return code;
    }

    /// <summary>The user to whom a link's token belongs, without redeeming it; null if it is no token, or used, void or expired.</summary>
    public async Task<Guid?> FindOwnerAsync(string token, string purpose)
    {
        if (HashOfLink(token) is not { } hash)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return await db
            .OneTimeTokens.Where(t => t.Hash == hash && t.Purpose == purpose && t.ExpiresAt > now)
            .Select(t => (Guid?)t.UserId)
            .SingleOrDefaultAsync();
    }

    /// <summary>Redeems a link's token.</summary>
    /// <returns>Null for all but the first of any number of attempts.</returns>
    public async Task<RedeemedLink?> RedeemLinkAsync(User user, string token, string purpose)
    {
        var hash = HashOfLink(token) ?? [];
        var now = clock.GetUtcNow();
        var targets = await db
            .Database.SqlQuery<RedeemedLink>(
                $"""
                DELETE FROM one_time_tokens WHERE hash = {hash} AND user_id = {user.Id} AND purpose = {purpose} AND expires_at > {now}
                RETURNING target, created_at AS sent_at, session_id
                """
            )
            .ToListAsync();
        return targets.SingleOrDefault();
    }

    /// <summary>Redeems a code, or counts a wrong guess. The caller commits in both cases.</summary>
    public async Task<CodeResult> RedeemCodeAsync(User user, string code, string purpose)
    {
        var now = clock.GetUtcNow();
        var live = await db.OneTimeTokens.SingleOrDefaultAsync(t =>
            t.UserId == user.Id && t.Purpose == purpose && t.ExpiresAt > now && t.Attempts < MaxAttempts
        );
        if (live is null)
        {
            return new CodeResult(Target: null, AttemptsLeft: 0);
        }

        if (CryptographicOperations.FixedTimeEquals(live.Hash, HashOfCode(user.Id, purpose, code)))
        {
            db.OneTimeTokens.Remove(live);
            return new CodeResult(live.Target, MaxAttempts);
        }

        live.Attempts++;
        return new CodeResult(Target: null, MaxAttempts - live.Attempts);
    }

    /// <summary>When tokens of a purpose were sent to a user within the last day, newest first.</summary>
    public Task<List<DateTimeOffset>> SentWithinADayAsync(Guid userId, string purpose)
    {
        var yesterday = clock.GetUtcNow() - TimeSpan.FromDays(1);
        return db
            .OneTimeTokens.Where(t => t.UserId == userId && t.Purpose == purpose && t.CreatedAt > yesterday)
            .OrderByDescending(t => t.CreatedAt)
            .Select(t => t.CreatedAt)
            .ToListAsync();
    }

    /// <summary>Makes all tokens of a purpose void, at once.</summary>
    public Task VoidAsync(Guid userId, string purpose)
    {
        var now = clock.GetUtcNow();
        return db
            .OneTimeTokens.Where(t => t.UserId == userId && t.Purpose == purpose && t.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.ExpiresAt, now));
    }

    private async Task AddAsync(User user, string purpose, string target, byte[] hash, TimeSpan lifetime, Guid? sessionId = null)
    {
        var now = clock.GetUtcNow();
        if (db.Entry(user).State != EntityState.Added)
        {
            await VoidAsync(user.Id, purpose);
        }

        db.OneTimeTokens.Add(
            new OneTimeToken
            {
                Id = Guid.CreateVersion7(now),
                UserId = user.Id,
                Purpose = purpose,
                Target = target,
                SessionId = sessionId,
                Hash = hash,
                CreatedAt = now,
                ExpiresAt = now + lifetime,
            }
        );
    }

    private static byte[]? HashOfLink(string token) =>
        CompactJws.Decode(token) is { Length: LinkBytes } bytes ? SHA256.HashData(bytes) : null;

    private byte[] HashOfCode(Guid userId, string purpose, string code) =>
        HMACSHA256.HashData(_codeKey, Encoding.UTF8.GetBytes($"{userId:N}\n{purpose}\n{code}"));
}

/// <param name="Target">The number that the code was sent to, if it was right.</param>
/// <param name="AttemptsLeft">How many guesses are left; 0: the code is void.</param>
internal sealed record CodeResult(string? Target, int AttemptsLeft);

/// <summary>A link that was followed.</summary>
/// <param name="Target">The address that it was sent to.</param>
/// <param name="SentAt">When it was made.</param>
/// <param name="SessionId">The session about which it was sent, if it was sent about one.</param>
internal sealed record RedeemedLink(string Target, DateTimeOffset SentAt, Guid? SessionId);
