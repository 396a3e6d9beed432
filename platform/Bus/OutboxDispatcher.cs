using Community.Platform.Data;
using Community.Platform.Data.Publishing;
using Community.Platform.Hosting.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Bus;

/// <summary>
/// Hands committed integration events to the broker.
/// <para>
/// Guarantees: each committed event is published at least once, under the same message id each time. The events of one aggregate are
/// published in the order of their commit (while no send of it times out). Any number of instances may run: aggregates are spread over
/// partitions, and an instance that publishes from a partition holds its advisory lock until the rows are deleted.
/// </para>
/// <para>
/// It wakes when this process commits, and sweeps once a second for rows that other instances left. It waits while the broker is away;
/// requests never wait for the broker.
/// </para>
/// </summary>
internal sealed partial class OutboxDispatcher(
    NpgsqlDataSource database,
    OutboxSignal signal,
    OutboxPublisher publisher,
    BusOptions options,
    BusMetrics metrics,
    TimeProvider clock,
    ILogger<OutboxDispatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan DrainAtStop = TimeSpan.FromSeconds(5);

    // Aggregates with an integration event that the broker refused, and the time until which they are skipped.
    private readonly Dictionary<Guid, DateTimeOffset> _aside = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await SafelyAsync(() => DispatchAllAsync(stoppingToken));
            try
            {
                await signal.WaitAsync(options.Sweep, stoppingToken, options.RoundsApart);
            }
            catch (OperationCanceledException)
            {
                // The server takes no more requests by now. Their committed events are published before the process ends.
                using var limit = new CancellationTokenSource(DrainAtStop);
                await SafelyAsync(() => DispatchAllAsync(limit.Token));
            }
        }
    }

    private async Task DispatchAllAsync(CancellationToken cancellationToken)
    {
        var emptied = false;
        while (!emptied && !cancellationToken.IsCancellationRequested && await publisher.EnsureConnectedAsync())
        {
            emptied = await DispatchBatchAsync();
        }
    }

    /// <returns>
    /// Whether nothing is left to do now: the outbox is empty or locked by other instances, or the broker does not answer.
    /// </returns>
    private async Task<bool> DispatchBatchAsync()
    {
        // 1. Lock partitions that have rows. 2. Read only then, so that rows which another dispatcher has just published and deleted under
        // the lock are not seen. 3. Publish. 4. Delete the confirmed rows; the commit frees the locks.
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var batch = await ReadBatchAsync(connection);
        if (batch.Count == 0)
        {
            return true;
        }

        var (confirmed, isSilent) = await PublishAllAsync(batch);
        if (confirmed.Count > 0)
        {
            await DeleteAsync(connection, confirmed);
            await transaction.CommitAsync();
        }

        return isSilent || batch.Count < options.BatchSize;
    }

    private async Task<List<(long Seq, DateTime CreatedAt, OutboxMessage Message)>> ReadBatchAsync(NpgsqlConnection connection)
    {
        using var quiet = Quiet.Begin();
        var partitions = await LockPartitionsAsync(connection);
        return partitions.Length == 0 ? [] : await ReadAsync(connection, partitions, PausedAggregates());
    }

    private Guid[] PausedAggregates()
    {
        var now = clock.GetUtcNow();
        foreach (var (aggregate, until) in _aside)
        {
            if (until <= now)
            {
                _aside.Remove(aggregate);
            }
        }

        return [.. _aside.Keys];
    }

    private async Task<(List<long> Confirmed, bool IsSilent)> PublishAllAsync(
        List<(long Seq, DateTime CreatedAt, OutboxMessage Message)> batch
    )
    {
        var confirmed = new List<long>(batch.Count);
        var isSilent = false;
        await Parallel.ForEachAsync(
            batch.GroupBy(row => row.Message.AggregateId),
            new ParallelOptions { MaxDegreeOfParallelism = options.InFlight },
            async (aggregate, _) =>
            {
                foreach (var (seq, createdAt, message) in aggregate)
                {
                    // After the broker has stopped answering, more waiting would only keep the transaction open.
                    if (Volatile.Read(ref isSilent))
                    {
                        return;
                    }

                    var outcome = await TryPublishAsync(message);
                    if (outcome != Outcome.Confirmed)
                    {
                        // The other events of this aggregate wait for this one, to stay in order. A refused event makes room for other
                        // aggregates.
                        lock (confirmed)
                        {
                            isSilent |= outcome == Outcome.Unanswered;
                            if (outcome == Outcome.Refused)
                            {
                                _aside[aggregate.Key] = clock.GetUtcNow() + options.RefusalPause;
                            }
                        }

                        return;
                    }

                    metrics.Published(message.Type, createdAt);
                    lock (confirmed)
                    {
                        confirmed.Add(seq);
                    }
                }
            }
        );
        return (confirmed, isSilent);
    }

    private async Task<Outcome> TryPublishAsync(OutboxMessage message)
    {
        try
        {
            await publisher.PublishAsync(message);
            return Outcome.Confirmed;
        }
        catch (Exception exception)
        {
            Log.PublishFailed(logger, message.Type, message.Id, exception.GetType().Name, exception.Message);
            return exception is TimeoutException ? Outcome.Unanswered : Outcome.Refused;
        }
    }

    private static async Task<int[]> LockPartitionsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH waiting AS MATERIALIZED (
                SELECT p FROM generate_series(0, $1 - 1) AS p
                WHERE EXISTS (SELECT 1 FROM outbox_messages WHERE partition = p))
            SELECT p FROM waiting WHERE pg_try_advisory_xact_lock(hashtext('outbox'), p)
            """,
            connection
        )
        {
            Parameters = { new() { Value = OutboxMessage.Partitions } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var locked = new List<int>();
        while (await reader.ReadAsync())
        {
            locked.Add(reader.GetInt32(0));
        }

        return [.. locked];
    }

    private async Task<List<(long Seq, DateTime CreatedAt, OutboxMessage Message)>> ReadAsync(
        NpgsqlConnection connection,
        int[] partitions,
        Guid[] aside
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT seq, created_at, id, partition, aggregate_id, type, payload, trace_parent
            FROM outbox_messages WHERE partition = ANY ($1) AND aggregate_id <> ALL ($3) ORDER BY seq LIMIT $2
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = partitions },
                new() { Value = options.BatchSize },
                new() { Value = aside },
            },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var batch = new List<(long, DateTime, OutboxMessage)>();
        while (await reader.ReadAsync())
        {
            batch.Add(
                (
                    reader.Get<long>("seq"),
                    reader.Get<DateTime>("created_at"),
                    new OutboxMessage
                    {
                        Id = reader.Get<Guid>("id"),
                        Partition = reader.Get<short>("partition"),
                        AggregateId = reader.Get<Guid>("aggregate_id"),
                        Type = reader.Get<string>("type"),
                        Payload = reader.Get<string>("payload"),
                        TraceParent = reader.GetTextOrNull("trace_parent"),
                    }
                )
            );
        }

        return batch;
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, List<long> confirmed)
    {
        using var quiet = Quiet.Begin();
        await using var command = new NpgsqlCommand("DELETE FROM outbox_messages WHERE seq = ANY ($1)", connection)
        {
            Parameters = { new() { Value = confirmed } },
        };
        await command.ExecuteNonQueryAsync();
    }

    private async Task SafelyAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            // PostgreSQL is away or fails over. The rows are safe there, and the next sweep finds them.
            Log.DispatchFailed(logger, exception.Message);
        }
    }

    private enum Outcome
    {
        Confirmed,
        Refused,
        Unanswered,
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Type} {Id} was not confirmed and is sent again ({Error}: {Reason})")]
        public static partial void PublishFailed(ILogger logger, string type, Guid id, string error, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Reading the outbox failed, the next sweep tries again: {Reason}")]
        public static partial void DispatchFailed(ILogger logger, string reason);
    }
}
