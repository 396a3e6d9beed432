using System.Globalization;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.ApiTokens;

/// <summary>
/// Tells the owner of an API token by mail that it expires in a week, once. A token that lives for two weeks at most needs no reminder. The
/// mail and the note that it was sent commit together, so that any number of instances may run it.
/// </summary>
internal sealed class TokenReminders(IServiceScopeFactory scopes, TimeProvider clock, ILogger<TokenReminders> logger)
    : PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    private const int Batch = 100;
    private static readonly TimeSpan Before = TimeSpan.FromDays(7);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (await RemindAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }

    /// <summary>Reminds of at most 100 tokens.</summary>
    /// <returns>Of how many.</returns>
    internal async Task<int> RemindAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        return await db.InTransactionAsync(async () =>
        {
            var now = Clock.GetUtcNow();
            var tokens = await db
                .ApiTokens.FromSql(
                    $"""
                    SELECT t.* FROM api_tokens t JOIN sessions s ON s.id = t.id
                    WHERE t.reminded_at IS NULL AND s.ended_at IS NULL AND s.expires_at > {now} AND s.expires_at <= {now + Before}
                        AND s.expires_at - t.created_at > {2 * Before}
                    ORDER BY s.expires_at, t.id LIMIT {Batch} FOR UPDATE OF t SKIP LOCKED
                    """
                )
                .ToListAsync(cancellationToken);
            var ids = tokens.ConvertAll(token => token.Id);
            var expiries = await db
                .Sessions.AsNoTracking()
                .Where(session => ids.Contains(session.Id))
                .ToDictionaryAsync(session => session.Id, session => session.ExpiresAt, cancellationToken);
            var accounts = tokens.ConvertAll(token => token.UserId);
            var names = await (
                from account in db.Users
                where accounts.Contains(account.Id)
                join owner in db.Users on account.OwnerId ?? account.Id equals owner.Id
                select new
                {
                    account.Id,
                    account.Username,
                    owner.Email,
                }
            ).ToDictionaryAsync(account => account.Id, cancellationToken);
            foreach (var token in tokens)
            {
                token.RemindedAt = now;
                if (names[token.UserId] is { Email: { } email } account)
                {
                    db.Deliver(LetterOf(token, account.Username, expiries[token.Id]).To(email));
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            return tokens.Count;
        });
    }

    private static Letter LetterOf(ApiToken token, string username, DateTimeOffset expiresAt) =>
        new(
            "An API token expires soon",
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The API token \"{token.Name}\" ({token.Prefix}…) of {username} expires on {expiresAt.UtcDateTime:d MMMM yyyy, HH:mm} UTC. Programs that use it are refused from then on."
                ),
                "To go on, make a new token in your settings and give it to the program before that. Then revoke this one.",
            ]
        );
}
