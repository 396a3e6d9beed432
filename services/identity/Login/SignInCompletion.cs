using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>
/// The end of every login to an existing account, after the user has proved their identity: refuses suspended accounts, begins the session,
/// tells the owner of a login from a new place, and records it.
/// </summary>
internal sealed class SignInCompletion(
    IdentityDb db,
    KnownClients clients,
    NewPlaceMail newPlace,
    SignInLog log,
    SessionStart sessions,
    TimeProvider clock
)
{
    /// <param name="user">Tracked by the unit of work, which is saved.</param>
    /// <param name="proof">How the user proved their identity; enough for this account.</param>
    /// <param name="deviceToken">The device's token, if it has one.</param>
    /// <exception cref="ProblemException">
    /// 403: the account is suspended. 401: its password or its second factor has changed since the proof.
    /// </exception>
    public async Task<SessionTokens> CompleteAsync(User user, Proof proof, string? deviceToken)
    {
        await ThrowIfSuspendedAsync(user);
        var client = await clients.RecogniseAsync(user.Id, deviceToken);
        var known = client.IsDevice ? deviceToken : null;
        var tokens = await db.InTransactionAsync(async () =>
        {
            await LockUnchangedAsync(user);
            var tokens = sessions.Start(user, proof, known);
            if (client is { IsDevice: false, IsAddress: false } && user is { Email: { } email, EmailVerifiedAt: not null })
            {
                db.Deliver((await newPlace.WriteAsync(user)).To(email));
            }

            await db.SaveChangesAsync();
            return tokens;
        });
        await clients.RememberAsync(user.Id, known);
        await log.RecordAsync(user.Id, SignInOutcomes.SignedIn);
        return tokens;
    }

    /// <summary>
    /// Locks the account's row until the transaction ends. A password is checked without the lock, which takes a while, and another request
    /// may have set a new one meanwhile: its owner has been told that all logins ended.
    /// </summary>
    /// <exception cref="ProblemException">401: the password or the second factor has changed since the user was read.</exception>
    public async Task LockUnchangedAsync(User user)
    {
        var seen = db.Entry(user).OriginalValues;
        // Without tracking: a tracked user would keep the values that were read first.
        var now = await db
            .Users.FromSql($"SELECT * FROM users WHERE id = {user.Id} AND erased_at IS NULL FOR UPDATE")
            .AsNoTracking()
            .SingleOrDefaultAsync();
        if (
            now is null
            || now.PasswordHash != seen.GetValue<string?>(nameof(User.PasswordHash))
            || now.SecondFactorSince != seen.GetValue<DateTimeOffset?>(nameof(User.SecondFactorSince))
        )
        {
            throw Problem.Unauthorized("The account has changed at this moment. Log in again.", "wrong_credentials").ToException();
        }
    }

    /// <summary>Refuses a suspended account, and records the attempt.</summary>
    /// <exception cref="ProblemException">403: the account is suspended.</exception>
    public async Task ThrowIfSuspendedAsync(User user)
    {
        if (user.IsSuspended(clock.GetUtcNow()))
        {
            await log.RecordAsync(user.Id, SignInOutcomes.Suspended);
            throw Problem
                .Forbidden("This account is suspended. If you disagree, answer the mail that told you.", "suspended")
                .With("suspended_until", user.SuspendedUntil)
                .ToException();
        }
    }
}
