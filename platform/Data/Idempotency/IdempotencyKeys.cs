using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Community.Platform.Data.Grouping;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Data.Idempotency;

/// <summary>The result of reserving a key.</summary>
internal enum KeyState
{
    /// <summary>The request may run; its key is reserved for it.</summary>
    Reserved,

    /// <summary>A request with this key is running.</summary>
    InProgress,

    /// <summary>A request with this key has been answered.</summary>
    Answered,
}

/// <param name="State">The result.</param>
/// <param name="RequestHash">If answered: the hash of the answered request.</param>
/// <param name="Answer">If answered: the encrypted answer.</param>
/// <param name="IsRecent">If answered: so shortly ago that an instance of another version may have stored the answer.</param>
internal sealed record KeyReservation(KeyState State, byte[]? RequestHash = null, byte[]? Answer = null, bool IsRecent = false);

/// <summary>A running request's hold on its key.</summary>
/// <param name="KeyId">The row's id.</param>
/// <param name="Holder">Distinguishes this request from one that takes the key over.</param>
internal sealed record KeyLease(byte[] KeyId, Guid Holder);

/// <summary>
/// The table of idempotency keys. A key is reserved before its request runs and answered after it. Each is a short transaction of its own,
/// shared by a batch of requests: in a storm, a few hundred requests with keys cost two statements, and no connection is held while they
/// run.
/// <para>
/// A reservation is a lease of <see cref="Lease"/>, renewed as long as the request runs. If a process dies, its leases end: a few seconds
/// later a repeat takes the key over and runs. A request that has lost its lease can no longer store an answer under it, nor commit with it
/// (<see cref="AnswerAsync(ServiceDbContext, KeyLease, int, byte[])"/>).
/// </para>
/// </summary>
internal sealed partial class IdempotencyKeys : PeriodicWork
{
    /// <summary>How long a key stays reserved for a process that is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>While versions may be mixed: an answer that is not readable here may be readable at another instance.</summary>
    public static readonly TimeSpan Upgrade = TimeSpan.FromMinutes(15);

    private const int MaxGroup = 256;

    // While the database does not answer, requests come on. Each of them waits with its body in memory.
    private const int MostWaiting = 16 * MaxGroup;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2.5);

    // A live row is only read. All instances insert rows in the same order, so that the batches of two instances may wait for each other
    // but never deadlock.
    private const string Reserve = """
        WITH asked AS (SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::uuid[]) AS asked (id, request_hash, holder)),
        alive AS (
            SELECT k.id, k.request_hash, k.answer, k.created_at > now() - $5 AS is_recent FROM idempotency_keys k JOIN asked USING (id)
            WHERE CASE WHEN k.answer IS NULL THEN k.leased_until > now() ELSE k.created_at > now() - interval '24 hours' END),
        reserved AS (
            INSERT INTO idempotency_keys AS k (id, request_hash, holder, leased_until)
            SELECT id, request_hash, holder, now() + $4 FROM asked WHERE id NOT IN (SELECT id FROM alive) ORDER BY id
            ON CONFLICT (id) DO UPDATE SET
                request_hash = excluded.request_hash, status = NULL, answer = NULL, created_at = now(), holder = excluded.holder, leased_until = excluded.leased_until
            WHERE CASE WHEN k.answer IS NULL THEN k.leased_until <= now() ELSE k.created_at <= now() - interval '24 hours' END
            RETURNING k.id)
        SELECT id, true AS is_reserved, NULL AS request_hash, NULL AS answer, false AS is_recent FROM reserved
        UNION ALL SELECT id, false, request_hash, answer, is_recent FROM alive
        """;

    private const string AnswerMany = """
        UPDATE idempotency_keys k SET status = answered.status, answer = answered.answer, created_at = now(), holder = NULL, leased_until = NULL
        FROM (SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::smallint[], $4::bytea[]) AS ended (id, holder, status, answer)) answered
        WHERE k.id = answered.id AND k.holder = answered.holder
        """;

    private const string ReleaseMany =
        "DELETE FROM idempotency_keys k USING unnest($1::bytea[], $2::uuid[]) AS released (id, holder) WHERE k.id = released.id AND k.holder = released.holder";

    // It waits for no lock, so that it cannot deadlock with statements that answer.
    private const string Renew = """
        WITH lasting AS (
            SELECT k.id FROM idempotency_keys k JOIN unnest($1::bytea[], $2::uuid[]) AS held (id, holder) ON k.id = held.id AND k.holder = held.holder
            FOR UPDATE OF k SKIP LOCKED)
        UPDATE idempotency_keys SET leased_until = now() + $3 WHERE id IN (SELECT id FROM lasting)
        """;

    // A crash may lose it, but then no effect of its request survives either: the request's later writes follow it in the same log.
    private const string WithoutWaitingForTheDisk = "SELECT set_config('synchronous_commit', 'off', true)";

    private readonly NpgsqlDataSource _database;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Guid, KeyLease> _held = new();
    private readonly RequestCoalescer<ValueTuple, Asked, KeyReservation> _reserving;
    private readonly RequestCoalescer<ValueTuple, Ended, bool> _ending;

    public IdempotencyKeys(NpgsqlDataSource database, TimeProvider clock, ILogger<IdempotencyKeys> logger)
        : base(Renewal, clock, logger)
    {
        (_database, _logger) = (database, logger);
        _reserving = new((_, asked) => ReserveAsync(asked), MaxGroup, MostWaiting, MayBeOfOne);
        _ending = new((_, ended) => EndAsync(ended), MaxGroup, mayBeOfOne: MayBeOfOne);
    }

    private static bool MayBeOfOne(Exception failure) => BatchFailures.MayBeOfOne(failure) || BatchFailures.IsDeadlock(failure);

    /// <summary>Reserves a key for a request that is about to run, or finds the state of the key.</summary>
    /// <returns>With the lease if it is reserved. Answering or releasing the key ends the lease.</returns>
    /// <exception cref="ProblemException">
    /// 503: the database does not answer, or too many keys wait for it. A key that it reserves later is free again after a lease's time.
    /// </exception>
    public async Task<(KeyReservation Found, KeyLease? Lease)> ReserveAsync(byte[] keyId, byte[] requestHash)
    {
        var lease = new KeyLease(keyId, Guid.CreateVersion7());
        if (!_reserving.TryAsk(default, new(lease, requestHash), out var asked))
        {
            throw Unavailable();
        }

        KeyReservation found;
        try
        {
            found = await asked.WaitAsync(LongestWait);
        }
        catch (TimeoutException)
        {
            throw Unavailable();
        }

        if (found.State != KeyState.Reserved)
        {
            return (found, null);
        }

        _held[lease.Holder] = lease;
        return (found, lease);
    }

    /// <summary>Stores an answer whose effect has already committed.</summary>
    public Task AnswerAsync(KeyLease lease, int status, byte[] answer) => EndAsync(new Ended(lease, (short)status, answer));

    /// <summary>Gives a key back: its request had no effect, or one that may be repeated.</summary>
    public Task ReleaseAsync(KeyLease lease) => EndAsync(new Ended(lease, 0, null));

    /// <summary>The same, where the database itself may have failed; the lease then ends by itself.</summary>
    public async Task TryReleaseAsync(KeyLease lease)
    {
        try
        {
            await ReleaseAsync(lease);
        }
        catch (Exception failure) when (DatabaseAway.Caused(failure))
        {
            Log.NotReleased(_logger, failure);
        }
    }

    /// <summary>Stores an answer in the transaction of its effect, as its last statement.</summary>
    /// <returns>False: the lease was lost, and another request may have run; the transaction must not commit.</returns>
    public static async Task<bool> AnswerAsync(ServiceDbContext db, KeyLease lease, int status, byte[] answer) =>
        await RunAsync(
            db,
            lease,
            AnswerMany,
            new NpgsqlParameter<short[]> { TypedValue = [(short)status] },
            new NpgsqlParameter<byte[][]> { TypedValue = [answer] }
        );

    /// <summary>Gives a key back in the transaction of the request's other writes.</summary>
    /// <returns>False: the lease was lost, and another request may have run; the transaction must not commit.</returns>
    public static Task<bool> ReleaseAsync(ServiceDbContext db, KeyLease lease) => RunAsync(db, lease, ReleaseMany);

    /// <summary>Stops the renewal: the lease was ended in a transaction that has committed.</summary>
    public void Forget(KeyLease lease) => _held.TryRemove(lease.Holder, out _);

    /// <summary>Renews the leases of the requests that run.</summary>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var held = _held.Values.ToArray();
        if (held.Length > 0)
        {
            await using var command = _database.CreateCommand(Renew);
            Add(command.Parameters, held);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Lease });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static ProblemException Unavailable() => Problem.PartAway(Soon).ToException();

    private async Task<IReadOnlyList<KeyReservation>> ReserveAsync(IReadOnlyList<Asked> asked)
    {
        // If a batch has the same key twice, the first request gets it.
        var distinct = asked.DistinctBy(one => Convert.ToHexString(one.Lease.KeyId), StringComparer.Ordinal).ToArray();
        await using var batch = _database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutWaitingForTheDisk));
        var reserve = new NpgsqlBatchCommand(Reserve);
        reserve.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(distinct, one => one.Lease.KeyId) });
        reserve.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(distinct, one => one.RequestHash) });
        reserve.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(distinct, one => one.Lease.Holder) });
        reserve.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Lease });
        reserve.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Upgrade });
        batch.BatchCommands.Add(reserve);
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var found = new Dictionary<string, KeyReservation>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            found[Convert.ToHexString(reader.GetFieldValue<byte[]>(0))] =
                reader.GetBoolean(1) ? new(KeyState.Reserved)
                : await reader.IsDBNullAsync(3) ? new(KeyState.InProgress)
                : new(KeyState.Answered, reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3), reader.GetBoolean(4));
        }

        var holders = distinct.Select(one => one.Lease.Holder).ToHashSet();
        return
        [
            .. asked.Select(one =>
                found.GetValueOrDefault(Convert.ToHexString(one.Lease.KeyId)) is { } state
                && (state.State != KeyState.Reserved || holders.Contains(one.Lease.Holder))
                    ? state
                    // Another request reserves it at this moment, in this batch or in another transaction.
                    : new KeyReservation(KeyState.InProgress)
            ),
        ];
    }

    private async Task EndAsync(Ended ended)
    {
        try
        {
            await _ending.AskAsync(default, ended);
        }
        finally
        {
            Forget(ended.Lease);
        }
    }

    private async Task<IReadOnlyList<bool>> EndAsync(IReadOnlyList<Ended> ended)
    {
        var (answered, released) = (ended.Where(one => one.Answer is not null).ToArray(), ended.Where(one => one.Answer is null).ToArray());
        await using var batch = _database.CreateBatch();
        if (answered.Length > 0)
        {
            var answer = new NpgsqlBatchCommand(AnswerMany);
            Add(answer.Parameters, Array.ConvertAll(answered, one => one.Lease));
            answer.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = Array.ConvertAll(answered, one => one.Status) });
            answer.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(answered, one => one.Answer!) });
            batch.BatchCommands.Add(answer);
        }

        if (released.Length > 0)
        {
            var release = new NpgsqlBatchCommand(ReleaseMany);
            Add(release.Parameters, Array.ConvertAll(released, one => one.Lease));
            batch.BatchCommands.Add(release);
        }

        await batch.ExecuteNonQueryAsync();
        return new bool[ended.Count];
    }

    private static async Task<bool> RunAsync(ServiceDbContext db, KeyLease lease, string sql, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, db.GetConnection());
        Add(command.Parameters, [lease]);
        command.Parameters.AddRange(values);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    private static void Add(NpgsqlParameterCollection parameters, KeyLease[] leases)
    {
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(leases, lease => lease.KeyId) });
        parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(leases, lease => lease.Holder) });
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "An Idempotency-Key could not be released: it can be used again when its lease ends")]
        public static partial void NotReleased(ILogger logger, Exception exception);
    }

    private sealed record Asked(KeyLease Lease, byte[] RequestHash);

    private sealed record Ended(KeyLease Lease, short Status, byte[]? Answer);
}

/// <summary>The data to repeat an answer.</summary>
internal sealed record StoredAnswer(
    int Status,
    string? ContentType,
    string? Location,
    byte[] Body,
    IReadOnlyDictionary<string, string>? Headers = null
)
{
    /// <summary>
    /// Success, and 402, whose answer is an order that now exists. Other refusals changed nothing, so the request may be repeated.
    /// </summary>
    public bool IsWorthKeeping => Status is (>= 200 and < 300) or StatusCodes.Status402PaymentRequired;

    /// <summary>The answer that a handler has written.</summary>
    /// <param name="response">Its status and headers.</param>
    /// <param name="body">Its body.</param>
    /// <param name="endpoint">Names the headers that belong to the answer.</param>
    public static StoredAnswer Of(HttpResponse response, byte[] body, IdempotentAttribute? endpoint = null) =>
        new(
            response.StatusCode,
            response.ContentType,
            response.Headers.Location,
            body,
            endpoint is { AnswerHeaders: { Count: > 0 } names }
                ? names
                    .Where(response.Headers.ContainsKey)
                    .ToDictionary(name => name, name => response.Headers[name].ToString(), StringComparer.OrdinalIgnoreCase)
                : null
        );

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.Headers.Location = Location;
        foreach (var (name, value) in Headers ?? ImmutableDictionary<string, string>.Empty)
        {
            response.Headers[name] = value;
        }

        response.Headers["Idempotent-Replayed"] = "true";
        if (Body.Length > 0)
        {
            response.ContentType = ContentType;
            await response.Body.WriteAsync(Body);
        }
    }

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static StoredAnswer Deserialize(byte[] json) => JsonSerializer.Deserialize<StoredAnswer>(json)!;
}
