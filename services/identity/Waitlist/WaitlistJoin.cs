using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.ServiceDefaults.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Waitlist;

/// <summary>
/// Joins people to the waitlist. The status token is derived from the address under a secret of ours, so that joining again
/// gives the same answer though only the token's hash is stored, and the answer does not tell the first time from the second.
/// </summary>
internal sealed class WaitlistJoin(IdentityDb db, IdentitySecrets secrets, ClientLinks links, TimeProvider clock)
{
    private const string Joined = "Successfully joined the waitlist! Check your email for confirmation.";
    private static readonly TimeSpan BetweenMails = TimeSpan.FromDays(1);
    private readonly byte[] _tokenKey = secrets.Derive("waitlist status tokens");

    public Task<JoinedWaitlist> JoinAsync(string email, string? source) => db.InTransactionAsync(async () =>
    {
        var now = clock.GetUtcNow();
        var key = Identifiers.EmailKey(email);
        var token = Base64Url.EncodeToString(HMACSHA256.HashData(_tokenKey, Encoding.UTF8.GetBytes(key)));
        // No constraint is named: of two who ask at the same moment, the second may meet the first by the token as well as by the address.
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO waitlist_entries (email, email_key, source, status_token_hash, subscribed_at)
            VALUES ({email}, {key}, {source}, {HashOf(token)}, {now}) ON CONFLICT DO NOTHING
            """);
        if (await MayMailAsync(key, now))
        {
            db.Deliver(ConfirmationOf(token).To(email));
            await db.SaveChangesAsync();
        }

        var entry = await db.WaitlistEntries.AsNoTracking().SingleAsync(e => e.EmailKey == key);
        var position = await PositionOfAsync(entry.Position);
        return new JoinedWaitlist(Joined, position, position, token);
    });

    public async Task<WaitlistStatus?> FindAsync(string token)
    {
        var hash = HashOf(token);
        if (await db.WaitlistEntries.AsNoTracking().SingleOrDefaultAsync(e => e.StatusTokenHash == hash) is not { } entry)
        {
            return null;
        }

        var position = await PositionOfAsync(entry.Position);
        return new WaitlistStatus(position, position, await db.WaitlistEntries.LongCountAsync(), entry.SubscribedAt);
    }

    /// <summary>Of any number who ask at once for one address, one may.</summary>
    private async Task<bool> MayMailAsync(string key, DateTimeOffset now)
    {
        var before = now - BetweenMails;
        return await db.WaitlistEntries
            .Where(e => e.EmailKey == key && (e.ConfirmationSentAt == null || e.ConfirmationSentAt < before))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.ConfirmationSentAt, now)) == 1;
    }

    private Task<long> PositionOfAsync(long order) => db.WaitlistEntries.LongCountAsync(e => e.Position <= order);

    private Letter ConfirmationOf(string token) => new(
        "You are on the waitlist",
        ["Thank you for your interest: you are on the waitlist. See your place at any time:", "If this was not you, ignore this mail."],
        links.WaitlistStatus(token),
        "My place on the waitlist");

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
