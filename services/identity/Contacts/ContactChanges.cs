using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.OneTimeTokens;
using Community.Identity.Registration;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Contacts;

/// <summary>
/// Changes mail addresses and phone numbers. The new value has to be proved before it counts. The old address is notified at once and can
/// take the change back for a week. Everything runs under the lock of the account's row.
/// </summary>
internal sealed class ContactChanges(
    IdentityDb db,
    OneTimeTokenStore tokens,
    AddressVerification verification,
    ContactMails mails,
    SessionEnd sessions,
    WaysIn ways,
    TimeProvider clock
)
{
    private const int MaxADay = 5;
    private const string Email = AddressVerification.Email;

    /// <summary>Requests a change; an earlier request becomes void. The caller has proved their identity.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="sessionId">The session that makes the request.</param>
    /// <param name="channel"><c>email</c> or <c>phone</c>.</param>
    /// <param name="value">Normalised.</param>
    /// <exception cref="ProblemException">
    /// 401: the session has ended. 409: the account has this value already, or it is taken. 429: too many requests today.
    /// </exception>
    public Task<ContactChange> RequestAsync(Guid userId, Guid sessionId, string channel, string value) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var user = await db.LockCallerAsync(userId, sessionId);
            await ThrowIfNotPossibleAsync(user, channel, value, now);
            await DeletePendingAsync(userId, channel);
            var change = new ContactChange
            {
                Id = Guid.CreateVersion7(now),
                UserId = userId,
                Channel = channel,
                OldValue = channel == Email ? user.Email : user.Phone,
                OldKey = channel == Email ? user.EmailKey : user.Phone,
                NewValue = value,
                SessionId = sessionId,
                RequestedAt = now,
                ExpiresAt = now + ContactChange.Lifetime,
            };
            db.ContactChanges.Add(change);
            await (
                channel == Email
                    ? verification.SendMailAsync(user, value, Purposes.ChangeEmail)
                    : verification.SendTextAsync(user, value, Purposes.ChangePhone)
            );
            mails.QueueRequested(user, change);
            await db.SaveChangesAsync();
            return change;
        });

    /// <summary>Withdraws the pending request, if there is one.</summary>
    public Task WithdrawAsync(Guid userId, string channel) =>
        db.InTransactionAsync(async () =>
        {
            if (await db.LockUserAsync(userId) is not null)
            {
                await DeletePendingAsync(userId, channel);
                await tokens.VoidAsync(userId, PurposeOf(channel));
            }

            return true;
        });

    /// <summary>The pending request; null if there is none.</summary>
    public Task<ContactChange?> FindPendingAsync(Guid userId, string channel)
    {
        var now = clock.GetUtcNow();
        return db
            .ContactChanges.Where(c =>
                c.UserId == userId && c.Channel == channel && c.ConfirmedAt == null && c.UndoneAt == null && c.ExpiresAt > now
            )
            .OrderByDescending(c => c.RequestedAt)
            .FirstOrDefaultAsync();
    }

    /// <summary>Makes the new value the account's after it was proved. The account's row is locked; this method saves.</summary>
    /// <returns>False: no request for this value is pending.</returns>
    /// <exception cref="ProblemException">409: it was taken meanwhile.</exception>
    public async Task<bool> ConfirmAsync(User user, string channel, string value)
    {
        var now = clock.GetUtcNow();
        if (await FindPendingAsync(user.Id, channel) is not { } change || change.NewValue != value)
        {
            return false;
        }

        await ReservedContacts.ThrowIfReservedAsync(
            db,
            user.Id,
            channel == Email ? Identifiers.EmailKey(value) : null,
            channel == Email ? null : value,
            now
        );
        Set(user, channel, value);
        verification.Prove(user, channel, value);
        change.ConfirmedAt = now;
        // Tokens that were sent to the old address become void.
        await tokens.VoidAsync(user.Id, Purposes.ResetPassword);
        await tokens.VoidAsync(user.Id, Purposes.RefuseLogin);
        await tokens.VoidAsync(user.Id, channel == Email ? Purposes.VerifyEmail : Purposes.VerifyPhone);
        await sessions.EndAllAsync(user.Id, EndReasons.ContactChanged, except: change.SessionId);
        mails.QueueChanged(user, change);
        await TakenIdentifier.ThrowIfTakenAsync(() => db.SaveChangesAsync());
        return true;
    }

    /// <summary>
    /// Takes back a change, and all later changes of the same channel. The account's row is locked; the caller saves and sets a new
    /// password.
    /// </summary>
    /// <returns>False: it is too late.</returns>
    public async Task<bool> TakeBackAsync(User user, Guid changeId)
    {
        var now = clock.GetUtcNow();
        if (
            await db.ContactChanges.SingleOrDefaultAsync(c => c.Id == changeId && c.UserId == user.Id) is not { } change
            || !change.CanBeUndone(now)
        )
        {
            return false;
        }

        // Those that are not confirmed are deleted with the new password.
        var undone = await db
            .ContactChanges.Where(c =>
                c.UserId == user.Id
                && c.Channel == change.Channel
                && c.RequestedAt >= change.RequestedAt
                && c.ConfirmedAt != null
                && c.UndoneAt == null
            )
            .ToListAsync();
        undone.ForEach(later => later.UndoneAt = now);
        if (undone.Count > 0)
        {
            Set(user, change.Channel, change.OldValue);
            if (change.OldValue is { } old)
            {
                verification.Prove(user, change.Channel, old); // the link was sent to the old address
            }
        }

        await ways.TakeBackAsync(user, change.SessionId, change.RequestedAt);
        mails.QueueUndone(user, change);
        return true;
    }

    /// <summary>
    /// Withdraws all pending changes, at once: a stranger may have requested them, and a link that is on its way to their own mailbox would
    /// give them the account after its owner has set a new password. The account's row is locked.
    /// </summary>
    public async Task WithdrawAllAsync(Guid userId)
    {
        await db.ContactChanges.Where(c => c.UserId == userId && c.ConfirmedAt == null && c.UndoneAt == null).ExecuteDeleteAsync();
        await tokens.VoidAsync(userId, Purposes.ChangeEmail);
        await tokens.VoidAsync(userId, Purposes.ChangePhone);
    }

    private async Task ThrowIfNotPossibleAsync(User user, string channel, string value, DateTimeOffset now)
    {
        if (user.IsGuest)
        {
            throw Problem
                .Conflict("A guest has no login to change. POST /auth/guest/upgrade makes a full account of it.", "guest")
                .ToException();
        }

        var key = channel == Email ? Identifiers.EmailKey(value) : value;
        if ((channel == Email ? user.EmailKey : user.Phone) == key)
        {
            var kind = channel == Email ? "mail address" : "phone number";
            throw Problem.Conflict($"This is the account's {kind} already.", "unchanged").ToException();
        }

        var isTaken =
            channel == Email
                ? await db.Users.AnyAsync(other => other.EmailKey == key)
                : await db.Users.AnyAsync(other => other.Phone == key);
        if (isTaken)
        {
            throw TakenIdentifier.ProblemFor(channel).ToException();
        }

        await ReservedContacts.ThrowIfReservedAsync(db, user.Id, channel == Email ? key : null, channel == Email ? null : key, now);
        var sent = await tokens.SentWithinADayAsync(user.Id, PurposeOf(channel));
        if (sent.Count >= MaxADay)
        {
            throw Problem
                .TooManyRequests(
                    sent[MaxADay - 1] + TimeSpan.FromDays(1) - now,
                    "You have asked for too many changes in the last 24 hours. Try again later.",
                    "too_many_changes"
                )
                .ToException();
        }
    }

    private Task<int> DeletePendingAsync(Guid userId, string channel) =>
        db
            .ContactChanges.Where(c => c.UserId == userId && c.Channel == channel && c.ConfirmedAt == null && c.UndoneAt == null)
            .ExecuteDeleteAsync();

    private static string PurposeOf(string channel) => channel == Email ? Purposes.ChangeEmail : Purposes.ChangePhone;

    private static void Set(User user, string channel, string? value)
    {
        if (channel == Email)
        {
            (user.Email, user.EmailKey, user.EmailVerifiedAt) = (value, value is null ? null : Identifiers.EmailKey(value), null);
        }
        else
        {
            (user.Phone, user.PhoneVerifiedAt) = (value, null);
        }
    }
}
