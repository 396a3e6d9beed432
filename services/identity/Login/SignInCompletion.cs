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
    /// <param name="passkey">The passkey that proved it, if it was one.</param>
    /// <exception cref="ProblemException">
    /// 403: the account is suspended. 401: its password or its second factor has changed since the proof, or the passkey was removed.
    /// </exception>
    public async Task<SessionTokens> CompleteAsync(User user, Proof proof, string? deviceToken, byte[]? passkey = null)
    {
        await ThrowIfSuspendedAsync(user);
        var client = await clients.RecogniseAsync(user.Id, deviceToken);
        var known = client.IsDevice ? deviceToken : null;
        var since = client.KnownSince ?? clock.GetUtcNow();
        var sessionId = Guid.CreateVersion7(clock.GetUtcNow());
        var tokens = await db.InTransactionAsync(async () =>
        {
            await db.LockUnchangedAsync(user);
            if (passkey is not null && !await db.Passkeys.AnyAsync(kept => kept.CredentialId == passkey))
            {
                throw Problem.Unauthorized("This passkey was removed at this moment. Log in otherwise.", "wrong_passkey").ToException();
            }

            var tokens = sessions.Start(user, proof, known, sessionId, since);
            if (client.KnownSince is null && user is { Email: { } email, EmailVerifiedAt: not null })
            {
                db.Deliver((await newPlace.WriteAsync(user, sessionId)).To(email));
            }

            await db.SaveChangesAsync();
            return tokens;
        });
        await clients.RememberAsync(user.Id, since, known);
        await log.RecordAsync(user.Id, SignInOutcomes.SignedIn);
        return tokens;
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
