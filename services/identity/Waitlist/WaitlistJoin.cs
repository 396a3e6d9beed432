using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Waitlist;

/// <summary>
/// Adds addresses to the waitlist. The status token is derived from the address under our secret, so that a later mail has the same token
/// although only its hash is stored. Each request is one committed write, whether or not the address is on the waitlist already.
/// </summary>
internal sealed class WaitlistJoin(IdentityDb db, IdentitySecrets secrets, ClientLinks links, TimeProvider clock)
{
    private static readonly TimeSpan BetweenMails = TimeSpan.FromDays(1);
    private readonly byte[] _tokenKey = secrets.Derive("waitlist status tokens");

    /// <param name="address">A mail address, as <see cref="Identifiers.TryParseEmail"/> takes it.</param>
    /// <param name="source">Where the person heard of us.</param>
    /// <exception cref="ArgumentException">It is not a mail address.</exception>
    public Task JoinAsync(string address, string? source)
    {
        if (!Identifiers.TryParseEmail(address, out var email))
        {
            throw new ArgumentException("This is not a mail address.", nameof(address));
        }

        return JoinValidAsync(email, source);
    }

    private Task<bool> JoinValidAsync(string email, string? source) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var key = Identifiers.EmailKey(email);
            var token = Base64Url.EncodeToString(HMACSHA256.HashData(_tokenKey, Encoding.UTF8.GetBytes(key)));
            // Serialised by address: the unique index on the token could otherwise refuse the second of two concurrent requests.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))");
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO waitlist_entries (email, email_key, source, status_token_hash, subscribed_at, asked_at)
                VALUES ({email}, {key}, {source}, {HashOf(token)}, {now}, {now})
                ON CONFLICT (email_key) DO UPDATE SET asked_at = excluded.asked_at
                """
            );
            var mayMail = await MayMailAsync(key, now);
            if (mayMail)
            {
                db.Deliver(ConfirmationOf(token).To(email));
                await db.SaveChangesAsync();
            }

            return mayMail;
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

    /// <summary>Of any number of concurrent requests for one address, one may send a mail.</summary>
    private async Task<bool> MayMailAsync(string key, DateTimeOffset now)
    {
        var before = now - BetweenMails;
        return await db
                .WaitlistEntries.Where(e => e.EmailKey == key && (e.ConfirmationSentAt == null || e.ConfirmationSentAt < before))
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.ConfirmationSentAt, now)) == 1;
    }

    private Task<long> PositionOfAsync(long order) => db.WaitlistEntries.LongCountAsync(e => e.Position <= order);

    private Letter ConfirmationOf(string token) =>
        new(
            "You are on the waitlist",
            ["Thank you for your interest: you are on the waitlist. See your place at any time:", "If this was not you, ignore this mail."],
            links.WaitlistStatus(token),
            "My place on the waitlist"
        );

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
