using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Community.Identity.Login;

/// <summary>
/// Slows guessing down without letting a stranger lock an owner out. Failures are counted three ways:
/// <list type="bullet">
/// <item>for an account from one address: a few are free, then the wait doubles;</item>
/// <item>for an address over all accounts: a generous number, for an office behind one address, then the same;</item>
/// <item>for an account over all addresses: this slows only addresses from which the owner never came. The owner's own are
/// unaffected, and a reset of the password makes any address the owner's.</item>
/// </list>
/// Counts stand under hashes of what was typed, whether or not there is such an account, and are forgotten after an hour
/// without a failure.
/// </summary>
internal sealed class LoginThrottle(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);
    private static readonly Limit PerAccountAndAddress = new(FreeFailures: 5, LongestWait: TimeSpan.FromMinutes(15));
    private static readonly Limit PerAddress = new(FreeFailures: 50, LongestWait: TimeSpan.FromMinutes(15));
    private static readonly Limit PerAccount = new(FreeFailures: 20, LongestWait: TimeSpan.FromMinutes(1));

    /// <summary>How long this attempt has to wait; null: not at all.</summary>
    public async Task<TimeSpan?> WaitAsync(LoginAttempt attempt)
    {
        var keys = Keys(attempt);
        await using var command = database.CreateCommand("SELECT key, failures, last_failure_at FROM login_failures WHERE key = ANY ($1)");
        command.Parameters.Add(new() { Value = keys.Select(key => key.Key).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var now = clock.GetUtcNow();
        TimeSpan? longest = null;
        while (await reader.ReadAsync())
        {
            var key = reader.GetFieldValue<byte[]>(0);
            var limit = keys.First(candidate => candidate.Key.AsSpan().SequenceEqual(key)).Limit;
            var wait = reader.GetFieldValue<DateTimeOffset>(2) + limit.WaitAfter(reader.GetInt32(1)) - now;
            if (wait > TimeSpan.Zero && (longest is null || wait > longest))
            {
                longest = wait;
            }
        }

        return longest;
    }

    /// <summary>Counts a failure.</summary>
    public async Task FailedAsync(LoginAttempt attempt)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO login_failures (key, failures, last_failure_at) SELECT key, 1, $2 FROM unnest($1) AS key
            ON CONFLICT (key) DO UPDATE SET
                failures = CASE WHEN login_failures.last_failure_at < $3 THEN 1 ELSE login_failures.failures + 1 END,
                last_failure_at = excluded.last_failure_at
            """);
        var now = clock.GetUtcNow();
        // In one order everywhere, so that two attempts that share keys never wait for each other in a circle.
        command.Parameters.Add(new() { Value = AllKeys(attempt).Order(ByteOrder).ToArray() });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now - Memory });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Forgets the failures of this person from this address, once he has proved who he is.</summary>
    public async Task SucceededAsync(LoginAttempt attempt)
    {
        await using var command = database.CreateCommand("DELETE FROM login_failures WHERE key = $1");
        command.Parameters.Add(new() { Value = Hash("both", attempt.Account, attempt.Address) });
        await command.ExecuteNonQueryAsync();
    }

    private static List<(byte[] Key, Limit Limit)> Keys(LoginAttempt attempt)
    {
        List<(byte[], Limit)> keys =
        [
            (Hash("both", attempt.Account, attempt.Address), PerAccountAndAddress),
            (Hash("address", attempt.Address), PerAddress),
        ];
        if (!attempt.IsFromKnownAddress)
        {
            keys.Add((Hash("account", attempt.Account), PerAccount));
        }

        return keys;
    }

    private static IEnumerable<byte[]> AllKeys(LoginAttempt attempt) => Keys(attempt with { IsFromKnownAddress = false }).Select(key => key.Key);

    private static readonly Comparer<byte[]> ByteOrder = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private static byte[] Hash(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));

    /// <summary>After the free failures the wait is 1 s, and doubles with each further one.</summary>
    private sealed record Limit(int FreeFailures, TimeSpan LongestWait)
    {
        public TimeSpan WaitAfter(int failures)
        {
            var excess = failures - FreeFailures;
            return excess < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(excess, 20)), LongestWait.TotalSeconds));
        }
    }
}

/// <summary>Who tries to be whom from where.</summary>
/// <param name="Account">The account's id, or what was typed where there is none.</param>
/// <param name="Address">The client's address.</param>
/// <param name="IsFromKnownAddress">Whether the owner has come from there before.</param>
internal sealed record LoginAttempt(string Account, string Address, bool IsFromKnownAddress);
