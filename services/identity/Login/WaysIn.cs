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
    /// Removes all that was added since a week before a suspicious act: an owner who takes the account back cannot know what a stranger
    /// has added. The account's row is locked; the caller saves.
    /// </summary>
    public async Task RemoveRecentAsync(User user, DateTimeOffset suspiciousAt)
    {
        var (now, since) = (clock.GetUtcNow(), suspiciousAt - Before);
        if (await db.Passkeys.Where(passkey => passkey.UserId == user.Id && passkey.CreatedAt >= since).ExecuteDeleteAsync() > 0)
        {
            db.RecordOwn(user.Id, AuditActions.PasskeyRemoved, now);
        }

        if (await db.ExternalLogins.Where(login => login.UserId == user.Id && login.CreatedAt >= since).ExecuteDeleteAsync() > 0)
        {
            db.RecordOwn(user.Id, AuditActions.ProviderUnlinked, now);
        }

        await db.RecoveryCodes.Where(code => code.UserId == user.Id && code.CreatedAt >= since).ExecuteDeleteAsync();
        await db.Authenticators.Where(app => app.UserId == user.Id && app.CreatedAt >= since).ExecuteDeleteAsync();
        if (user.SecondFactorSince >= since)
        {
            user.SecondFactorSince = null;
            db.RecordOwn(user.Id, AuditActions.SecondFactorRemoved, now);
        }
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
