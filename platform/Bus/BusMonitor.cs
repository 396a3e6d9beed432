using System.Collections.Concurrent;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using static Community.Platform.Data.Sql;

namespace Community.Platform.Bus;

/// <summary>
/// Measures the outbox, and the queues and error queues of this service's consumers, while metrics are exported. Every instance measures
/// the same; alerts take the largest value.
/// <para>
/// The broker logs an error for each question about a queue that does not exist, and an error queue exists only after its first message. So
/// an error queue that was missing at the start is asked for again only in the minute after its consumer has failed here. A failure in
/// another instance is counted there.
/// </para>
/// </summary>
internal sealed class BusMonitor(
    NpgsqlDataSource database,
    BusOptions options,
    Broker broker,
    BusMetrics metrics,
    TimeProvider clock,
    ILogger<BusMonitor> logger
) : PeriodicWork(options.GaugesEvery, clock, logger), IReceiveObserver
{
    private const int MostCounted = 10_000;
    private static readonly TimeSpan AskAfterFailure = TimeSpan.FromMinutes(1);

    // Counting stops at a limit, because the outbox may hold millions after a long outage of the broker. The oldest row is one of the first
    // of each partition.
    private const string ReadOutbox = """
        SELECT (SELECT count(*) FROM (SELECT FROM outbox_messages LIMIT $2) AS counted),
            coalesce(extract(epoch FROM clock_timestamp() - min(first.created_at)), 0)::float8
        FROM generate_series(0, $1 - 1) AS p
        CROSS JOIN LATERAL (SELECT created_at FROM outbox_messages WHERE partition = p ORDER BY seq LIMIT 1) AS first
        """;

    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _failedAt = new(StringComparer.Ordinal);
    private IConnection? _connection;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!metrics.HasGauges)
        {
            return;
        }

        using var quiet = Quiet.Begin();
        // One may be away while the other is there.
        await Task.WhenAll(MeasureOutboxAsync(cancellationToken), MeasureQueuesAsync(cancellationToken));
    }

    private async Task MeasureOutboxAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(database, ReadOutbox, Data.Publishing.OutboxMessage.Partitions, MostCounted);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        metrics.Outbox(reader.GetInt64(0), Math.Max(0, reader.GetDouble(1)));
    }

    private async Task MeasureQueuesAsync(CancellationToken cancellationToken)
    {
        if (_connection is not { IsOpen: true })
        {
            await CloseAsync();
            var factory = broker.NewFactory($"{options.Service} monitor");
            factory.AutomaticRecoveryEnabled = false;
            _connection = await factory.CreateConnectionAsync(cancellationToken);
        }

        foreach (var queue in options.Queues.Distinct(StringComparer.Ordinal))
        {
            if (await CountAsync(_connection, queue, cancellationToken) is { } waiting)
            {
                metrics.Queue(queue, waiting);
            }

            metrics.ErrorQueue(queue, IsWorthAsking(queue) ? await CountErrorsAsync(queue, cancellationToken) : 0);
        }
    }

    private bool IsWorthAsking(string queue) =>
        !_missing.Contains(queue) || (_failedAt.TryGetValue(queue, out var failed) && Clock.GetElapsedTime(failed) < AskAfterFailure);

    private async Task<long> CountErrorsAsync(string queue, CancellationToken cancellationToken)
    {
        if (await CountAsync(_connection!, ErrorQueues.Of(queue), cancellationToken) is { } failed)
        {
            _missing.Remove(queue);
            return failed;
        }

        _missing.Add(queue);
        return 0;
    }

    // A question for a queue that does not exist closes its channel.
    private static async Task<long?> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == ErrorQueues.NotFound)
        {
            return null;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        if (_connection is { } former)
        {
            _connection = null;
            await former.DisposeAsync();
        }
    }

    Task IReceiveObserver.PreReceive(ReceiveContext context) => Task.CompletedTask;

    Task IReceiveObserver.PostReceive(ReceiveContext context) => Task.CompletedTask;

    Task IReceiveObserver.PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) => Task.CompletedTask;

    Task IReceiveObserver.ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        FailedAsync(context.ReceiveContext);

    Task IReceiveObserver.ReceiveFault(ReceiveContext context, Exception exception) => FailedAsync(context);

    private Task FailedAsync(ReceiveContext context)
    {
        _failedAt[context.InputAddress.Segments[^1]] = Clock.GetTimestamp();
        return Task.CompletedTask;
    }
}
