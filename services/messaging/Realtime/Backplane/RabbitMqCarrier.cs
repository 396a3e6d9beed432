using Community.Platform.Bus;
using Community.Platform.Hosting.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using IBrokerChannel = RabbitMQ.Client.IChannel;

namespace Community.Messaging.Realtime;

/// <summary>
/// Signals over a fan-out exchange that the broker keeps in memory, and a queue of this instance's own that ends with its connection.
/// </summary>
internal sealed class RabbitMqCarrier(Broker broker) : IBackplaneCarrier
{
    private const string Exchange = "messaging-realtime";
    private const int MostWaitingBytesAtBroker = 32 * 1024 * 1024;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // Signals that an instance could not fetch for so long are outdated: it has read the changes from the database.
    private const string Expiration = "10000";

    /// <inheritdoc/>
    public string Name => "RabbitMQ";

    /// <inheritdoc/>
    public async Task<IBackplaneConnection> ConnectAsync(Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken)
    {
        var factory = broker.NewFactory("messaging realtime");
        factory.AutomaticRecoveryEnabled = false;
        factory.RequestedHeartbeat = Heartbeat;
        factory.RequestedConnectionTimeout = Heartbeat;
        var connection = new Connection(await factory.CreateConnectionAsync(cancellationToken));
        try
        {
            await connection.ListenAsync(receive, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class Connection(IConnection connection) : IBackplaneConnection
    {
        private static readonly BasicProperties Properties = new() { Persistent = false, Expiration = Expiration };
        private readonly CancellationTokenSource _ended = new();
        private IBrokerChannel? _channel;

        public CancellationToken Ended => _ended.Token;

        public string Reason => connection.CloseReason?.ReplyText ?? _channel?.CloseReason?.ReplyText ?? "";

        public async Task ListenAsync(Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken)
        {
            connection.ConnectionShutdownAsync += (_, _) => _ended.CancelAsync();
            _channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            _channel.ChannelShutdownAsync += (_, _) => _ended.CancelAsync();
            await _channel.ExchangeDeclareAsync(
                Exchange,
                ExchangeType.Fanout,
                durable: false,
                autoDelete: false,
                cancellationToken: cancellationToken
            );
            var bounds = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["x-max-length-bytes"] = MostWaitingBytesAtBroker,
                ["x-overflow"] = "drop-head",
            };
            var queue = await _channel.QueueDeclareAsync(
                "",
                durable: false,
                exclusive: true,
                autoDelete: true,
                bounds,
                cancellationToken: cancellationToken
            );
            await _channel.QueueBindAsync(queue.QueueName, Exchange, "", cancellationToken: cancellationToken);
            var consumer = new AsyncEventingBasicConsumer(_channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                receive(delivery.Body);
                return Task.CompletedTask;
            };
            await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancellationToken);
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> signal, CancellationToken cancellationToken)
        {
            // A signal has many causes, and a trace of its own for each would say nothing.
            using var quiet = Quiet.Begin();
            await _channel!.BasicPublishAsync(Exchange, "", mandatory: false, Properties, signal, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (_channel is not null)
            {
                await _channel.DisposeAsync();
            }

            await connection.DisposeAsync();
            _ended.Dispose();
        }
    }
}
