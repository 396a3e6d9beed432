using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Community.ServiceDefaults.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using IBrokerChannel = RabbitMQ.Client.IChannel;

namespace Community.Messaging.Realtime;

/// <summary>
/// Carries signals between instances: a fan-out exchange that the broker keeps in memory, and a queue of this instance's own that ends with
/// its connection. Nobody waits for it: what cannot be sent at once is given up, and clients get it from the database a moment later. See
/// docs/decisions/0012.
/// </summary>
internal sealed partial class Backplane(IConfiguration configuration, LocalDelivery local, TimeProvider clock, ILogger<Backplane> logger) : BackgroundService
{
    private const string Exchange = "messaging-realtime";
    private const int MostWaiting = 2_000;
    private const int MostWaitingBytesAtBroker = 32 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeardLately = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // What an instance could not fetch for so long, it has read from the database.
    private const string Expiration = "10000";

    private readonly Channel<Signal> _outgoing = Channel.CreateBounded<Signal>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => RealtimeMetrics.Dropped.Add(1));
    private readonly TaskCompletionSource _sentAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isConnected;
    private long _heardAt = clock.GetTimestamp();
    private bool _isAway;

    /// <summary>This instance, among all.</summary>
    public Guid Instance { get; } = Guid.CreateVersion7();

    /// <summary>Whether there are other instances to tell.</summary>
    public bool HasPeers => IsOneOfMany || clock.GetElapsedTime(Volatile.Read(ref _heardAt)) < HeardLately;

    /// <summary>Whether the database knows of others; yes, as long as it was not asked.</summary>
    public bool IsOneOfMany { get; set; } = true;

    public bool IsConnected => _isConnected;

    /// <summary>Tells the other instances, if they can be reached.</summary>
    public void Send(Signal signal)
    {
        if (_isConnected)
        {
            _outgoing.Writer.TryWrite(signal);
        }
        else
        {
            RealtimeMetrics.Dropped.Add(1);
        }
    }

    /// <summary>What the others are still to hear, who left for example, is sent first.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _outgoing.Writer.TryComplete();
        if (_isConnected)
        {
            await Task.WhenAny(_sentAll.Task, Task.Delay(LastWords, clock, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested;)
        {
            var wasConnected = false;
            try
            {
                await ConnectAndRunAsync(() => wasConnected = true, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                SayAway(failure.GetBaseException().Message);
            }

            _isConnected = false;
            pause = wasConnected ? FirstPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * pause.Ticks));
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAndRunAsync(Action connected, CancellationToken stopping)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(configuration.GetConnectionString("rabbitmq")!),
            ClientProvidedName = "messaging realtime",
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = Heartbeat,
        };
        await using var connection = await factory.CreateConnectionAsync(stopping);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        connection.ConnectionShutdownAsync += (_, _) => ended.CancelAsync();
        channel.ChannelShutdownAsync += (_, _) => ended.CancelAsync();
        await ListenAsync(channel, stopping);
        SayBack();
        _isConnected = true;
        connected();
        Send(new HelloSignal());
        await SendAllAsync(channel, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_outgoing.Reader.Completion.IsCompleted)
        {
            _sentAll.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stopping);
        }
        else if (!stopping.IsCancellationRequested)
        {
            SayAway(connection.CloseReason?.ReplyText ?? "");
        }
    }

    private async Task ListenAsync(IBrokerChannel channel, CancellationToken stopping)
    {
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: stopping);
        var bounds = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length-bytes"] = MostWaitingBytesAtBroker, ["x-overflow"] = "drop-head" };
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, bounds, cancellationToken: stopping);
        await channel.QueueBindAsync(queue.QueueName, Exchange, "", cancellationToken: stopping);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            Receive(delivery.Body);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, stopping);
    }

    private async Task SendAllAsync(IBrokerChannel channel, CancellationToken ended)
    {
        var properties = new BasicProperties { Persistent = false, Expiration = Expiration };
        await foreach (var signal in _outgoing.Reader.ReadAllAsync(ended))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new Envelope(Instance, signal), ServiceJson.Options);
            await channel.BasicPublishAsync(Exchange, "", mandatory: false, properties, body, ended);
        }
    }

    private void Receive(ReadOnlyMemory<byte> body)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize<Envelope>(body.Span, ServiceJson.Options)!;
            if (envelope.From != Instance)
            {
                Volatile.Write(ref _heardAt, clock.GetTimestamp());
                local.Apply(envelope.Signal);
            }
        }
        catch (Exception failure)
        {
            // Another version's, perhaps; clients get from the database what it told of.
            LogUnreadable(logger, failure.Message);
        }
    }

    private void SayAway(string reason)
    {
        if (!_isAway)
        {
            LogAway(logger, reason);
        }

        _isAway = true;
    }

    private void SayBack()
    {
        if (_isAway)
        {
            LogBack(logger);
        }

        _isAway = false;
    }

    private sealed record Envelope([property: JsonPropertyOrder(-1)] Guid From, Signal Signal);

    [LoggerMessage(1, LogLevel.Warning, "RabbitMQ is away: clients hear of what other instances do with a delay of about a second. {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "RabbitMQ carries realtime signals again")]
    private static partial void LogBack(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "A realtime signal of another instance cannot be read: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string reason);
}
