using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>
/// Asks the caller to prove their identity again before an action that a stolen session must not do: by the password or, for an account
/// without one, by a sign-in (through its identity provider) within the last ten minutes. A guest needs only the session.
/// </summary>
internal sealed class Reauthentication(IdentityDb db, PasswordCheck passwords, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <exception cref="ProblemException">
    /// 400: no password was given. 401: the account is gone. 403: the password is wrong, or the last sign-in is too old. 429: too many
    /// wrong passwords.
    /// </exception>
    public async Task RequireAsync(Guid userId, Guid sessionId, string? password)
    {
        var user =
            await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null)
            ?? throw Problem.Unauthorized("This account was deleted. Log in with another account.").ToException();
        if (user.PasswordHash is not null)
        {
            await RequirePasswordAsync(user, sessionId, password);
        }
        else if (!user.IsGuest && !await IsRecentAsync(sessionId))
        {
            throw Problem.Forbidden("Sign in again, then repeat this within ten minutes.", "recent_sign_in_required").ToException();
        }
    }

    private async Task RequirePasswordAsync(User user, Guid sessionId, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            throw Problem.Invalid("password", "is required").ToException();
        }

        var verdict = await passwords.CheckAsync(user, sessionId, password);
        if (verdict.TooMany is { } tooMany)
        {
            throw tooMany.ToException();
        }

        if (!verdict.IsRight)
        {
            throw Problem.Forbidden("The password is wrong.", "wrong_password").ToException();
        }
    }

    private async Task<bool> IsRecentAsync(Guid sessionId)
    {
        var since = clock.GetUtcNow() - Recent;
        return await db.Sessions.AnyAsync(session => session.Id == sessionId && session.CreatedAt > since);
    }
}
