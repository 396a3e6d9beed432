using System.Security.Cryptography;
using System.Text;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Identity.Login;

/// <summary>
/// Slows down guessing of passwords without letting a stranger, or a neighbour behind the same address, lock out the owner. An attempt
/// counts as a failure before its password is compared (<see cref="ReserveAsync"/>), and is taken back if the password was right. Of any
/// number of concurrent guesses, only as many are tried as the limit permits. The counters depend on the origin of the attempt:
/// <list type="bullet">
/// <item>a device or session that the account knows: only its own failures;</item>
/// <item>an address that the account knows: the account's failures from that address;</item>
/// <item>any other origin: these, the account's failures from all unknown origins, and the address's failures over all accounts. The last
/// counter drains at a steady rate, so that an office with many people and few mistakes never reaches the limit.</item>
/// </list>
/// Counters are stored under hashes of the identifier that was typed, whether or not there is such an account.
/// </summary>
internal sealed class LoginLimiter(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly Limit PerClient = new DoublingLimit(Free: 5, Longest: TimeSpan.FromMinutes(15));
    private static readonly Limit PerAccount = new DoublingLimit(Free: 20, Longest: TimeSpan.FromMinutes(1));
    private static readonly Limit PerAddress = new DrainingLimit(Free: 300, PerSecond: 0.5);

    /// <summary>Counts the attempt as a failure, unless it has to wait.</summary>
    /// <returns>How long it has to wait; null: it may be tried now.</returns>
    public async Task<TimeSpan?> ReserveAsync(LoginAttempt attempt)
    {
        var counters = CountersOf(attempt);
        var keys = counters.Select(counter => counter.Key).ToArray();
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var reserved = new double[keys.Length];
        TimeSpan? longest = null;
        await using (
            var locked = new NpgsqlCommand(
                """
                INSERT INTO login_failures (key, failures, last_failure_at) SELECT key, 0, $2 FROM unnest($1) AS key
                ON CONFLICT (key) DO UPDATE SET key = excluded.key
                RETURNING key, failures, last_failure_at
                """,
                connection
            )
            {
                Parameters =
                {
                    new() { Value = keys },
                    new() { Value = now },
                },
            }
        )
        await using (var reader = await locked.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var key = reader.GetFieldValue<byte[]>(0);
                var index = Array.FindIndex(keys, candidate => candidate.AsSpan().SequenceEqual(key));
                var passed = now - reader.GetFieldValue<DateTimeOffset>(2);
                var level = counters[index].Limit.LevelAfter(reader.GetDouble(1), passed);
                var wait = counters[index].Limit.WaitAt(level, passed);
                longest = wait > TimeSpan.Zero && !(longest >= wait) ? wait : longest;
                reserved[index] = level + 1;
            }
        }

        if (longest is not null)
        {
            return longest; // rolled back: an attempt that is not tried does not count
        }

        await using var reserve = new NpgsqlCommand(
            "UPDATE login_failures SET failures = reserved.failures, last_failure_at = $3 FROM unnest($1, $2) AS reserved (key, failures) WHERE login_failures.key = reserved.key",
            connection
        )
        {
            Parameters =
            {
                new() { Value = keys },
                new() { Value = reserved },
                new() { Value = now },
            },
        };
        await reserve.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return null;
    }

    /// <summary>Takes back a reserved attempt that was not tried.</summary>
    public Task ReleaseAsync(LoginAttempt attempt) => TakeBackAsync(CountersOf(attempt).Select(counter => counter.Key));

    /// <summary>Takes back a reserved attempt whose password was right, and deletes the failures of this user from this client.</summary>
    public async Task SucceededAsync(LoginAttempt attempt)
    {
        await using (var command = database.CreateCommand("DELETE FROM login_failures WHERE key = $1"))
        {
            command.Parameters.Add(new() { Value = ClientKey(attempt) });
            await command.ExecuteNonQueryAsync();
        }

        if (attempt.IsUnknown)
        {
            await TakeBackAsync(
                CountersOf(attempt).Select(counter => counter.Key).Where(key => !key.AsSpan().SequenceEqual(ClientKey(attempt)))
            );
        }
    }

    private async Task TakeBackAsync(IEnumerable<byte[]> keys)
    {
        await using var command = Command(
            database,
            """
            UPDATE login_failures SET failures = greatest(failures - 1, 0)
            WHERE key IN (SELECT key FROM login_failures WHERE key = ANY ($1) ORDER BY key FOR UPDATE)
            """,
            keys.ToArray()
        );
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The order is always the same, so that two attempts that share counters cannot deadlock.</summary>
    private static (byte[] Key, Limit Limit)[] CountersOf(LoginAttempt attempt)
    {
        List<(byte[] Key, Limit Limit)> counters = [(ClientKey(attempt), PerClient)];
        if (attempt.IsUnknown)
        {
            counters.Add((Hash("account", attempt.Account), PerAccount));
            counters.Add((Hash("address", attempt.Address), PerAddress));
        }

        counters.Sort((one, other) => one.Key.AsSpan().SequenceCompareTo(other.Key));
        return [.. counters];
    }

    private static byte[] ClientKey(LoginAttempt attempt) =>
        attempt.Device is { } device ? Hash("device", attempt.Account, device) : Hash("both", attempt.Account, attempt.Address);

    private static byte[] Hash(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));

    private abstract record Limit
    {
        /// <summary>The level that remains some time after the last failure.</summary>
        public abstract double LevelAfter(double level, TimeSpan passed);

        /// <summary>How long the next attempt has to wait.</summary>
        public abstract TimeSpan WaitAt(double level, TimeSpan passed);
    }

    /// <summary>
    /// After the free failures the wait is 1 s, and doubles with each further one. It is reset after an hour without a failure.
    /// </summary>
    private sealed record DoublingLimit(int Free, TimeSpan Longest) : Limit
    {
        private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

        public override double LevelAfter(double level, TimeSpan passed) => passed > Memory ? 0 : level;

        public override TimeSpan WaitAt(double level, TimeSpan passed)
        {
            var excess = level - Free;
            return excess < 0
                ? TimeSpan.Zero
                : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(excess, 20)), Longest.TotalSeconds)) - passed;
        }
    }

    /// <summary>Some failures are free at once; further ones become free at the rate at which the level drains.</summary>
    private sealed record DrainingLimit(int Free, double PerSecond) : Limit
    {
        public override double LevelAfter(double level, TimeSpan passed) =>
            Math.Max(0, level - (Math.Max(0, passed.TotalSeconds) * PerSecond));

        public override TimeSpan WaitAt(double level, TimeSpan passed) =>
            level + 1 <= Free ? TimeSpan.Zero : TimeSpan.FromSeconds((level + 1 - Free) / PerSecond);
    }
}

/// <summary>A password given for an account.</summary>
/// <param name="Account">The account's id, or the identifier that was typed if there is no account.</param>
/// <param name="Address">The client's address in the form that limits use.</param>
/// <param name="Device">Names the device or session, if it is one of the account's.</param>
/// <param name="IsKnownAddress">Whether the owner has logged in from there before.</param>
internal sealed record LoginAttempt(string Account, string Address, string? Device, bool IsKnownAddress)
{
    public bool IsUnknown => Device is null && !IsKnownAddress;
}
