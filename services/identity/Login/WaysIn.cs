using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Users;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>The ways to log in to an account beside its password: passkeys, identity providers, and the second factor.</summary>
internal sealed class WaysIn(IdentityDb db, TimeProvider clock)
{
    /// <summary>
    /// How long before the suspicious act a stranger may have prepared it. The mail about a login has a link for as long.
    /// </summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(7);

    /// <summary>
    /// Takes an account back for its owner, who cannot know the additions of a stranger. Removes the additions of the suspicious session,
    /// and those of sessions of clients that the account did not know a week before. Additions of clients that it knew before stay, so that
    /// a reader of the mailbox cannot remove the second factor of the owner. The account's row is locked; the caller saves, and sets a new
    /// password.
    /// </summary>
    /// <param name="user">The account.</param>
    /// <param name="sessionId">The session that did the suspicious act; null: not known.</param>
    /// <param name="suspiciousAt">When it did it.</param>
    public async Task TakeBackAsync(User user, Guid? sessionId, DateTimeOffset suspiciousAt)
    {
        var (now, since) = (clock.GetUtcNow(), suspiciousAt - Before);
        var suspects = db
            .Sessions.Where(session => session.UserId == user.Id && (session.Id == sessionId || session.KnownSince >= since))
            .Select(session => (Guid?)session.Id);
        if (
            await db
                .Passkeys.Where(passkey =>
                    passkey.UserId == user.Id
                    && passkey.CreatedAt >= since
                    && (passkey.AddedBy == null || suspects.Contains(passkey.AddedBy))
                )
                .ExecuteDeleteAsync() > 0
        )
        {
            db.RecordOwn(user.Id, AuditActions.PasskeyRemoved, now);
        }

        if (
            await db
                .ExternalLogins.Where(login =>
                    login.UserId == user.Id && login.CreatedAt >= since && (login.AddedBy == null || suspects.Contains(login.AddedBy))
                )
                .ExecuteDeleteAsync() > 0
        )
        {
            db.RecordOwn(user.Id, AuditActions.ProviderUnlinked, now);
        }

        await db
            .RecoveryCodes.Where(code => code.UserId == user.Id && code.CreatedAt >= since && suspects.Contains(code.AddedBy))
            .ExecuteDeleteAsync();
        // The confirmation of an app may be an hour later than its beginning.
        var removed = await db
            .Authenticators.Where(app =>
                app.UserId == user.Id && (app.ConfirmedAt ?? app.CreatedAt) >= since && suspects.Contains(app.AddedBy)
            )
            .ExecuteDeleteAsync();
        if (removed > 0 && user.SecondFactorSince is not null)
        {
            await db.RecoveryCodes.Where(code => code.UserId == user.Id).ExecuteDeleteAsync();
            user.SecondFactorSince = null;
            db.RecordOwn(user.Id, AuditActions.SecondFactorRemoved, now);
        }

        var ending = await db
            .Sessions.Where(session => session.UserId == user.Id && session.EndedAt == null && session.ExpiresAt > now)
            .Select(session => session.Id)
            .ToListAsync();
        db.Publish(new AccountTakenBack(Guid.CreateVersion7(now), now, user.Id, user.NextVersion(), since, ending));
    }

    /// <summary>The ways in that an account has, each as a line of a mail.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Guid userId)
    {
        var passkeys = await db
            .Passkeys.Where(passkey => passkey.UserId == userId)
            .OrderBy(passkey => passkey.CreatedAt)
            .Select(passkey => passkey.Name)
            .ToListAsync();
        var providers = await db
            .ExternalLogins.Where(login => login.UserId == userId)
            .OrderBy(login => login.CreatedAt)
            .Select(login => login.Provider)
            .ToListAsync();
        return [.. passkeys.Select(name => $"the passkey \"{name}\""), .. providers.Select(provider => $"a login through {provider}")];
    }
}
