using Community.Identity.Passwords;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Login;

/// <summary>
/// The only way in which a password is compared. It is limited, failures are recorded, and it does the same work if there is no account. No
/// transaction may be open, because it waits for its turn at hashing.
/// </summary>
internal sealed class PasswordCheck(PasswordHashing hashing, LoginLimiter limiter, KnownClients clients, SignInLog log)
{
    /// <summary>Checks a password at login.</summary>
    /// <param name="user">Found by the identifier, if there is such an account.</param>
    /// <param name="identifier">As it was typed.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="deviceToken">The device's token, if it has one.</param>
    /// <exception cref="ProblemException">503: too many passwords wait.</exception>
    public async Task<PasswordVerdict> CheckAsync(User? user, string identifier, string password, string? deviceToken)
    {
        // Also runs without an account, so that both cases cost the same round trips.
        var client = await clients.RecogniseAsync(user?.Id ?? Guid.Empty, deviceToken);
        var account = user?.Id.ToString() ?? identifier.Trim().ToLowerInvariant();
        return await CheckAsync(
            user,
            password,
            new LoginAttempt(account, Address(), client.IsDevice ? $"token {deviceToken}" : null, client.IsAddress)
        );
    }

    /// <summary>Checks the password within a session, for actions that need more than the session.</summary>
    /// <inheritdoc cref="CheckAsync(User, string, string, string)"/>
    public Task<PasswordVerdict> CheckAsync(User user, Guid sessionId, string password) =>
        CheckAsync(user, password, new LoginAttempt(user.Id.ToString(), Address(), $"session {sessionId}", IsKnownAddress: true));

    private async Task<PasswordVerdict> CheckAsync(User? user, string password, LoginAttempt attempt)
    {
        if (await limiter.ReserveAsync(attempt) is { } wait)
        {
            await log.RecordAsync(user?.Id, SignInOutcomes.TooManyFailures);
            return new PasswordVerdict(IsRight: false, wait, NeedsRehash: false);
        }

        PasswordVerificationResult result;
        try
        {
            result = await hashing.VerifyAsync(user, password);
        }
        catch
        {
            await limiter.ReleaseAsync(attempt); // the password was not compared
            throw;
        }

        if (result == PasswordVerificationResult.Failed)
        {
            await log.RecordAsync(user?.Id, SignInOutcomes.WrongPassword);
            return new PasswordVerdict(IsRight: false, Wait: null, NeedsRehash: false);
        }

        await limiter.SucceededAsync(attempt);
        return new PasswordVerdict(IsRight: true, Wait: null, result == PasswordVerificationResult.SuccessRehashNeeded);
    }

    private string Address() => clients.Address is { } address ? Convert.ToHexStringLower(ClientAddress.LimitKey(address)) : "none";
}

/// <param name="IsRight">Whether it is the account's password.</param>
/// <param name="Wait">How long to wait before the next try; null: it was compared.</param>
/// <param name="NeedsRehash">Whether its hash was made with older parameters.</param>
internal sealed record PasswordVerdict(bool IsRight, TimeSpan? Wait, bool NeedsRehash)
{
    /// <summary>The problem for every attempt that was not tried.</summary>
    public TooManyRequestsProblem? TooMany =>
        Wait is { } wait
            ? Problem.TooManyRequests(
                wait,
                "There were too many wrong passwords. Wait a little, or reset the password.",
                "too_many_failures"
            )
            : null;
}
