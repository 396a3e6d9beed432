using Community.Identity.Audit;
using Community.Identity.Contacts;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Identity.Passwords;
using Community.Identity.Registration;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.PasswordReset;

/// <summary>Sets new passwords, ends the sessions that the old one started, and notifies the owner.</summary>
internal sealed class PasswordChange(
    IdentityDb db,
    OneTimeTokenStore tokens,
    PasswordHashing hashing,
    PasswordCheck passwords,
    KnownClients clients,
    WaysIn ways,
    AddressVerification verification,
    ContactChanges contacts,
    UndoTokens undo,
    TimeProvider clock,
    SessionEnd sessions
)
{
    /// <summary>
    /// Resets by a mailed token. A caller with the token reads the account's mail, which proves the address. If the address was not
    /// verified before, another person may have registered it and linked their own external login to the account: such links are removed.
    /// </summary>
    public async Task<Results<NoContent, BadRequestProblem, ConflictProblem>> ResetAsync(string token, string password)
    {
        if (undo.Read(token) is { } changeId)
        {
            return await TakeBackAsync(changeId, password);
        }

        var purpose = Purposes.ResetPassword;
        var owner = await tokens.FindOwnerAsync(token, purpose);
        if (owner is null)
        {
            // The link in the mail about a login from a new place.
            purpose = Purposes.RefuseLogin;
            owner = await tokens.FindOwnerAsync(token, purpose);
        }

        if (owner is null || await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == owner) is not { ErasedAt: null } known)
        {
            return InvalidToken();
        }

        if (RefusalOf(password, known) is { } refusal)
        {
            return Problem.Invalid("password", refusal);
        }

        var hash = await hashing.HashNewAsync(password);
        return await db.InTransactionAsync<Results<NoContent, BadRequestProblem, ConflictProblem>>(async () =>
        {
            if (
                await db.LockUserAsync(owner.Value) is not { } user
                || await tokens.RedeemLinkAsync(user, token, purpose) is not { } redeemed
            )
            {
                return InvalidToken();
            }

            if (!user.IsVerified)
            {
                await db.ExternalLogins.Where(link => link.UserId == user.Id).ExecuteDeleteAsync();
            }

            if (purpose == Purposes.RefuseLogin)
            {
                await ways.TakeBackAsync(user, redeemed.SessionId, redeemed.SentAt);
            }

            var isPhone = redeemed.Target == user.Phone;
            verification.Prove(user, isPhone ? AddressVerification.Phone : AddressVerification.Email, redeemed.Target);
            await SetAsync(user, hash, exceptSession: null);
            return TypedResults.NoContent();
        });
    }

    /// <summary>Resets by the link with which an old mail address or phone number takes a change back.</summary>
    private async Task<Results<NoContent, BadRequestProblem, ConflictProblem>> TakeBackAsync(Guid changeId, string password)
    {
        var now = clock.GetUtcNow();
        if (
            await db.ContactChanges.AsNoTracking().SingleOrDefaultAsync(c => c.Id == changeId) is not { } change
            || !change.CanBeUndone(now)
            || await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == change.UserId) is not { ErasedAt: null } known
        )
        {
            return InvalidToken();
        }

        if (RefusalOf(password, known) is { } refusal)
        {
            return Problem.Invalid("password", refusal);
        }

        var hash = await hashing.HashNewAsync(password);
        return await db.InTransactionAsync<Results<NoContent, BadRequestProblem, ConflictProblem>>(async () =>
        {
            if (await db.LockUserAsync(change.UserId) is not { } user || !await contacts.TakeBackAsync(user, changeId))
            {
                return InvalidToken();
            }

            await TakenIdentifier.ThrowIfTakenAsync(() => SetAsync(user, hash, exceptSession: null));
            return TypedResults.NoContent();
        });
    }

    /// <summary>Changes the password by the present one. Guesses are limited together with those at login.</summary>
    /// <exception cref="ProblemException">401: the session has ended while the request waited.</exception>
    public async Task<
        Results<NoContent, BadRequestProblem, ForbiddenProblem, ConflictProblem, TooManyRequestsProblem, UnauthorizedProblem>
    > ChangeAsync(Guid userId, Guid sessionId, string currentPassword, string newPassword)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null) is not { } known)
        {
            return Problem.Unauthorized("This account was deleted. Log in with another account.");
        }

        if (known.PasswordHash is null)
        {
            return Problem.Conflict("This account has no password yet. POST /auth/forgot-password lets you set one.", "no_password");
        }

        var verdict = await passwords.CheckAsync(known, sessionId, currentPassword);
        if (verdict.TooMany is { } tooMany)
        {
            return tooMany;
        }

        if (!verdict.IsRight)
        {
            return Problem.Forbidden("The current password is wrong.", "wrong_password");
        }

        if (RefusalOf(newPassword, known) is { } refusal)
        {
            return Problem.Invalid("new_password", refusal);
        }

        var hash = await hashing.HashNewAsync(newPassword, "new_password");
        return await db.InTransactionAsync<
            Results<NoContent, BadRequestProblem, ForbiddenProblem, ConflictProblem, TooManyRequestsProblem, UnauthorizedProblem>
        >(async () =>
        {
            // The password that was just checked must still be the current one: it may have been reset in the meantime.
            if (await db.LockUserAsync(userId) is not { } user || user.PasswordHash != known.PasswordHash)
            {
                return Problem.Conflict("The password was changed at the same moment. Log in with the new one.", "changed_meanwhile");
            }

            await db.RequireLiveAsync(userId, sessionId);
            await SetAsync(user, hash, sessionId);
            return TypedResults.NoContent();
        });
    }

    private async Task SetAsync(User user, string hash, Guid? exceptSession)
    {
        user.PasswordHash = hash;
        await tokens.VoidAsync(user.Id, Purposes.ResetPassword);
        await tokens.VoidAsync(user.Id, Purposes.RefuseLogin);
        await contacts.WithdrawAllAsync(user.Id);
        await sessions.EndAllAsync(user.Id, EndReasons.PasswordChanged, exceptSession);
        // A login between its two factors was begun with the old password.
        await db.LoginChallenges.Where(challenge => challenge.UserId == user.Id).ExecuteDeleteAsync();
        await clients.ForgetAsync(user.Id);
        await clients.RememberAsync(user.Id, since: DateTimeOffset.UnixEpoch);
        db.RecordOwn(user.Id, AuditActions.PasswordChanged, clock.GetUtcNow());
        if (user.Email is not null)
        {
            db.Deliver(MailOf(user, await ways.ListAsync(user.Id)).To(user.Email));
        }

        await db.SaveChangesAsync();
    }

    private static Letter MailOf(User user, IReadOnlyList<string> otherWays) =>
        new(
            "Your password was changed",
            [
                $"The password of {user.Username} was just changed, and the other devices were logged out.",
                .. otherWays.Count == 0
                    ? Array.Empty<string>()
                    : [$"The account can also be entered by {string.Join(", ", otherWays)}. Remove what is not yours in your settings."],
                "If this was not you, set a new password at once (\"forgot password\") and write to us.",
            ]
        );

    private static Fault? RefusalOf(string password, User user) => PasswordRules.Refusal(password, user.Username, user.Email, user.Phone);

    private static BadRequestProblem InvalidToken() =>
        Problem.BadRequest("This link is unknown, used or expired. Ask for a new one.", "invalid_token");
}
