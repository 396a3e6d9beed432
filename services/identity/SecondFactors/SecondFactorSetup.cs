using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.SecondFactors;

/// <summary>Sets up, renews and removes a user's second factor. Everything runs under the lock of the account's row.</summary>
internal sealed class SecondFactorSetup(IdentityDb db, FactorCodes codes, TimeProvider clock)
{
    /// <summary>Makes a secret for an authenticator app. It counts for nothing until its first code is confirmed.</summary>
    /// <exception cref="ProblemException">401: the session has ended. 409: a guest's account, or it has a second factor.</exception>
    public Task<(User User, string Secret)> BeginAsync(Guid userId, Guid sessionId) =>
        db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            if (user.IsGuest)
            {
                throw Problem.Conflict("A guest has no password to protect. Make it a full account first.", "guest_account").ToException();
            }

            ThrowIfProtected(user);
            var (secret, text) = codes.NewSecret(userId);
            await db.Authenticators.Where(app => app.UserId == userId).ExecuteDeleteAsync();
            db.Authenticators.Add(
                new Authenticator
                {
                    UserId = userId,
                    SealedSecret = secret,
                    AddedBy = sessionId,
                    CreatedAt = clock.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync();
            return (user, text);
        });

    /// <summary>Turns the second factor on, if the app shows this code. The session counts as proved by both factors.</summary>
    /// <returns>The recovery codes; null: the code is wrong, or no app is being set up.</returns>
    /// <exception cref="ProblemException">401: the session has ended. 409: it has a second factor.</exception>
    public Task<IReadOnlyList<string>?> ConfirmAsync(Guid userId, Guid sessionId, string code) =>
        db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            ThrowIfProtected(user);
            var now = clock.GetUtcNow();
            if (
                await db.Authenticators.SingleOrDefaultAsync(app => app.UserId == userId && app.CreatedAt > now - SetUpWithin)
                    is not { } app
                || codes.StepOf(userId, app.SealedSecret, code, now) is not { } step
            )
            {
                return null;
            }

            (app.ConfirmedAt, app.AddedBy, app.LastStep, user.SecondFactorSince) = (now, sessionId, step, now);
            await db
                .Sessions.Where(session => session.Id == sessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.SecondFactorAt, now));
            var recovery = await ReplaceRecoveryCodesAsync(userId, sessionId);
            QueueMail(user, SecondFactorMails.Added(user));
            db.RecordOwn(userId, AuditActions.SecondFactorAdded, now);
            await db.SaveChangesAsync();
            return recovery;
        });

    /// <summary>Makes new recovery codes; the older ones become void.</summary>
    /// <exception cref="ProblemException">401: the session has ended. 409: it has no second factor.</exception>
    public Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(Guid userId, Guid sessionId) =>
        db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            if (user.SecondFactorSince is null)
            {
                throw Problem
                    .Conflict("There is no second factor yet. POST /users/me/second-factor sets one up.", "no_second_factor")
                    .ToException();
            }

            var recovery = await ReplaceRecoveryCodesAsync(userId, sessionId);
            QueueMail(user, SecondFactorMails.NewRecoveryCodes(user));
            db.RecordOwn(userId, AuditActions.RecoveryCodesRenewed, clock.GetUtcNow());
            await db.SaveChangesAsync();
            return recovery;
        });

    /// <summary>
    /// Removes the second factor, if there is one. The user's sessions no longer count as proved by two factors, so staff lose their rights
    /// with the next refresh.
    /// </summary>
    /// <exception cref="ProblemException">401: the session has ended.</exception>
    public Task RemoveAsync(Guid userId, Guid sessionId) =>
        db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            await db.Authenticators.Where(app => app.UserId == userId).ExecuteDeleteAsync();
            await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync();
            if (user.SecondFactorSince is not null)
            {
                user.SecondFactorSince = null;
                await db
                    .Sessions.Where(session => session.UserId == userId)
                    .ExecuteUpdateAsync(set => set.SetProperty(session => session.SecondFactorAt, (DateTimeOffset?)null));
                QueueMail(user, SecondFactorMails.Removed(user));
                db.RecordOwn(userId, AuditActions.SecondFactorRemoved, clock.GetUtcNow());
                await db.SaveChangesAsync();
            }

            return true;
        });

    /// <summary>An app must show its first code within this time.</summary>
    private static readonly TimeSpan SetUpWithin = TimeSpan.FromHours(1);

    private async Task<IReadOnlyList<string>> ReplaceRecoveryCodesAsync(Guid userId, Guid sessionId)
    {
        await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync();
        var recovery = FactorCodes.NewRecoveryCodes();
        db.RecoveryCodes.AddRange(
            recovery.Select(code => new RecoveryCode
            {
                UserId = userId,
                Hash = codes.HashOf(userId, code),
                AddedBy = sessionId,
                CreatedAt = clock.GetUtcNow(),
            })
        );
        return recovery;
    }

    private static void ThrowIfProtected(User user)
    {
        if (user.SecondFactorSince is not null)
        {
            throw Problem
                .Conflict("The account already has a second factor. DELETE /users/me/second-factor removes it.", "second_factor_set")
                .ToException();
        }
    }

    private void QueueMail(User user, Letter letter)
    {
        if (user.Email is { } email)
        {
            db.Deliver(letter.To(email));
        }
    }
}
