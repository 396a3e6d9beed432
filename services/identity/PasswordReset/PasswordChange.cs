using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Identity.Passwords;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.ServiceDefaults.Mail;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.PasswordReset;

/// <summary>Sets new passwords, ends the sessions that the old one started, and tells the owner.</summary>
internal sealed class PasswordChange(
    IdentityDb db,
    OneTimeTokenStore tokens,
    PasswordHashing hashing,
    LoginThrottle throttle,
    KnownAddresses knownAddresses,
    AddressVerification verification,
    SessionStart client,
    SessionEnd sessions)
{
    /// <summary>
    /// By a mailed token. Who has it reads the account's mail, which proves the address. If it had not been proved before,
    /// somebody else may have registered it and tied a login of his own to the account: such ties are cut.
    /// </summary>
    public async Task<Results<NoContent, BadRequestProblem>> ResetAsync(string token, string password)
    {
        var owner = await tokens.FindOwnerAsync(token, Purposes.ResetPassword);
        if (owner is null || await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == owner) is not { ErasedAt: null } known)
        {
            return InvalidToken();
        }

        if (RefusalOf(password, known) is { } refusal)
        {
            return Problem.Invalid("password", refusal);
        }

        var hash = await hashing.HashAsync(password);
        return await db.InTransactionAsync<Results<NoContent, BadRequestProblem>>(async () =>
        {
            if (await db.LockUserAsync(owner.Value) is not { } user
                || await tokens.RedeemLinkAsync(user, token, Purposes.ResetPassword) is not { } target)
            {
                return InvalidToken();
            }

            if (!user.IsVerified)
            {
                await db.ExternalLogins.Where(link => link.UserId == user.Id).ExecuteDeleteAsync();
            }

            verification.Prove(user, target == user.Phone ? AddressVerification.Phone : AddressVerification.Email, target);
            await SetAsync(user, hash, exceptSession: null);
            return TypedResults.NoContent();
        });
    }

    /// <summary>By the present password. Guesses are slowed down together with those at the login.</summary>
    public async Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, ConflictProblem, TooManyRequestsProblem, UnauthorizedProblem>> ChangeAsync(
        Guid userId, Guid sessionId, string currentPassword, string newPassword)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null) is not { } known)
        {
            return Problem.Unauthorized("This account is gone.");
        }

        if (known.PasswordHash is null)
        {
            return Problem.Conflict("This account has no password. Set one by forgot-password.", "no_password");
        }

        var attempt = new LoginAttempt(userId.ToString(), client.Address?.ToString() ?? "none", await knownAddresses.IsKnownAsync(userId));
        if (await throttle.WaitAsync(attempt) is { } wait)
        {
            return Problem.TooManyRequests(wait, "Too many wrong passwords.", "too_many_failures");
        }

        if (await hashing.VerifyAsync(known, currentPassword) == PasswordVerificationResult.Failed)
        {
            await throttle.FailedAsync(attempt);
            return Problem.Forbidden("The present password is wrong.", "wrong_password");
        }

        if (RefusalOf(newPassword, known) is { } refusal)
        {
            return Problem.Invalid("new_password", refusal);
        }

        var hash = await hashing.HashAsync(newPassword);
        var isChanged = await db.InTransactionAsync(async () =>
        {
            // The password just checked must still be the one: somebody may have reset it meanwhile.
            if (await db.LockUserAsync(userId) is not { } user || user.PasswordHash != known.PasswordHash)
            {
                return false;
            }

            await SetAsync(user, hash, sessionId);
            return true;
        });
        if (!isChanged)
        {
            return Problem.Conflict("The password was changed meanwhile.", "changed_meanwhile");
        }

        await throttle.SucceededAsync(attempt);
        return TypedResults.NoContent();
    }

    private async Task SetAsync(User user, string hash, Guid? exceptSession)
    {
        user.PasswordHash = hash;
        await tokens.VoidAsync(user.Id, Purposes.ResetPassword);
        await sessions.EndAllAsync(user.Id, EndReasons.PasswordChanged, exceptSession);
        await knownAddresses.RememberAsync(user.Id);
        if (user.Email is not null)
        {
            db.Deliver(Notice(user).To(user.Email));
        }

        await db.SaveChangesAsync();
    }

    private static Letter Notice(User user) => new(
        "Your password was changed",
        [
            $"The password of {user.Username} was just changed, and the other devices were logged out.",
            "If this was not you, set a new password at once (\"forgot password\") and write to us.",
        ]);

    private static string? RefusalOf(string password, User user) => PasswordRules.Refusal(password, user.Username, user.Email, user.Phone);

    private static BadRequestProblem InvalidToken() => Problem.BadRequest("This link is unknown, used or expired. Ask for a new one.", "invalid_token");
}
