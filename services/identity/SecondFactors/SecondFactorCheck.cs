using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.SecondFactors;

/// <summary>
/// The only way in which a code of a second factor is compared. An attempt counts before it is compared, for each account in all: only a
/// person with the password comes here, so a stranger cannot delay the owner. Each code is accepted once.
/// </summary>
internal sealed class SecondFactorCheck(IdentityDb db, FactorCodes codes, LoginLimiter limiter, SignInLog log, TimeProvider clock)
{
    /// <summary>Compares a code of the app, or a recovery code.</summary>
    public async Task<CodeVerdict> CheckAsync(User user, string code)
    {
        var attempt = AttemptOf(user.Id);
        if (await limiter.ReserveAsync(attempt) is { } wait)
        {
            await log.RecordAsync(user.Id, SignInOutcomes.TooManyFailures);
            return new CodeVerdict(IsRight: false, wait);
        }

        var isRight = FactorCodes.IsOfApp(code) ? await UseAppCodeAsync(user.Id, code) : await UseRecoveryCodeAsync(user, code);
        if (!isRight)
        {
            await log.RecordAsync(user.Id, SignInOutcomes.WrongCode);
            return new CodeVerdict(IsRight: false, Wait: null);
        }

        await limiter.SucceededAsync(attempt);
        return new CodeVerdict(IsRight: true, Wait: null);
    }

    private async Task<bool> UseAppCodeAsync(Guid userId, string code)
    {
        var app = await db.Authenticators.AsNoTracking().SingleOrDefaultAsync(a => a.UserId == userId && a.ConfirmedAt != null);
        return app is not null
            && codes.StepOf(userId, app.SealedSecret, code, clock.GetUtcNow()) is { } step
            && await db
                .Authenticators.Where(a => a.UserId == userId && a.LastStep < step)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastStep, step)) == 1;
    }

    private async Task<bool> UseRecoveryCodeAsync(User user, string code)
    {
        var (hash, now) = (codes.HashOf(user.Id, code), clock.GetUtcNow());
        var isUsed =
            await db
                .RecoveryCodes.Where(c => c.UserId == user.Id && c.Hash == hash && c.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now)) == 1;
        if (isUsed && user.Email is { } email)
        {
            var left = await db.RecoveryCodes.CountAsync(c => c.UserId == user.Id && c.UsedAt == null);
            db.Deliver(SecondFactorMails.RecoveryCodeUsed(user, left).To(email));
            await db.SaveChangesAsync();
        }

        return isUsed;
    }

    // One counter for each account: the "device" is the second factor itself.
    private static LoginAttempt AttemptOf(Guid userId) =>
        new(userId.ToString(), Address: "", Device: "second factor", IsKnownAddress: true);
}

/// <param name="IsRight">Whether the code was right and is now used.</param>
/// <param name="Wait">How long to wait before the next try; null: it was compared.</param>
internal sealed record CodeVerdict(bool IsRight, TimeSpan? Wait)
{
    /// <summary>The problem for every attempt that was not tried.</summary>
    public TooManyRequestsProblem? TooMany =>
        Wait is { } wait
            ? Problem.TooManyRequests(wait, "There were too many wrong codes. Wait as long as Retry-After says.", "too_many_failures")
            : null;
}
