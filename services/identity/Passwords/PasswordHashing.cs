using System.Threading.Channels;
using Community.Identity.Users;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Passwords;

/// <summary>
/// Hashes and checks passwords on a few dedicated threads. Each hash costs 19 MiB and 30 ms of a core. Without a bound, a flood of logins
/// would exhaust the memory and starve the thread pool of all other requests. If the queue is full, the caller is asked to try again later.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    private const int MaxWaiting = 256;
    private static readonly Fault Breached = new(
        FaultCode.BreachedPassword,
        "This password is known from a breach of another site. A few unrelated words make a good one."
    );
    private static readonly TimeSpan ComeBackIn = TimeSpan.FromSeconds(3);

    private readonly IPasswordHasher<User> _hasher;
    private readonly BreachedPasswords _breached;
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(MaxWaiting);
    private readonly string _hashOfNoAccount;

    public PasswordHashing(IPasswordHasher<User> hasher, BreachedPasswords breached)
    {
        (_hasher, _breached) = (hasher, breached);
        _hashOfNoAccount = hasher.HashPassword(null!, Guid.CreateVersion7().ToString());
        for (var i = 0; i < Math.Clamp(Environment.ProcessorCount, 1, 4); i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"password hashing {i}" }.Start();
        }
    }

    /// <summary>Hashes a password that a user chooses.</summary>
    /// <param name="password">The password, which follows <see cref="PasswordRules"/>.</param>
    /// <param name="field">The field of the request that has it.</param>
    /// <exception cref="ProblemException">400: it is known from a breach. 503: too many passwords wait.</exception>
    public Task<string> HashNewAsync(string password, string field = "password") =>
        RunAsync(() =>
        {
            if (_breached.Contains(password))
            {
                throw Problem.Invalid(field, Breached).ToException();
            }

            return _hasher.HashPassword(null!, password);
        });

    /// <summary>Hashes the password of an account anew.</summary>
    /// <exception cref="ProblemException">503: too many passwords wait.</exception>
    public Task<string> HashAgainAsync(string password) => RunAsync(() => _hasher.HashPassword(null!, password));

    /// <summary>
    /// Checks a password. If there is no account, or it has no password, the same work is done without effect, so that the time tells
    /// nothing.
    /// </summary>
    /// <exception cref="ProblemException">503: too many passwords wait.</exception>
    public Task<PasswordVerificationResult> VerifyAsync(User? user, string password) =>
        RunAsync(() =>
        {
            var result = _hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? _hashOfNoAccount, password);
            return user?.PasswordHash is null ? PasswordVerificationResult.Failed : result;
        });

    private Task<T> RunAsync<T>(Func<T> hash)
    {
        // A hash takes 30 ms of a core, after a wait in the queue: no database connection is held for that time.
        TransactionGuard.Forbid("hash a password");
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var accepted = _work.Writer.TryWrite(() =>
        {
            try
            {
                done.SetResult(hash());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return accepted
            ? done.Task
            : throw Problem
                .ServiceUnavailable(ComeBackIn, "Too many people are logging in at this moment. Try again in a few seconds.")
                .ToException();
    }

    private void Work()
    {
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var work))
            {
                work();
            }
        }
    }

    public void Dispose() => _work.Writer.TryComplete();
}
