using Community.Platform.Hosting.Tls;
using StackExchange.Redis;

namespace Community.Messaging.Realtime;

/// <summary>
/// Signals over Redis' publish and subscribe. Redis keeps nothing: an instance that reads too slowly is disconnected by
/// <c>client-output-buffer-limit pubsub</c> (32 MB), connects again, and its clients get the missed changes from the database.
/// </summary>
internal sealed class RedisCarrier(IConfiguration configuration, RedisAuthority authority) : IBackplaneCarrier
{
    private const int SentWithoutAnswer = 64;
    private static readonly RedisChannel Signals = RedisChannel.Literal("messaging-realtime");
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "Redis";

    /// <inheritdoc/>
    public async Task<IBackplaneConnection> ConnectAsync(Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken)
    {
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString("redis")!);
        options.ClientName = "messaging-realtime";
        options.CertificateValidation += authority.Check;
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = options.AsyncTimeout = (int)Heartbeat.TotalMilliseconds;
        options.KeepAlive = (int)Heartbeat.TotalSeconds;
        // A signal that cannot be sent now is dropped: Backplane connects again.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        var connection = new Connection(await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken));
        try
        {
            await connection.ListenAsync(receive);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class Connection(ConnectionMultiplexer redis) : IBackplaneConnection
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly ISubscriber _subscriber = redis.GetSubscriber();
        private int _sent;

        public CancellationToken Ended => _ended.Token;

        public string Reason { get; private set; } = "";

        public async Task ListenAsync(Action<ReadOnlyMemory<byte>> receive)
        {
            redis.ConnectionFailed += (_, failure) =>
            {
                Reason = failure.Exception?.GetBaseException().Message ?? failure.FailureType.ToString();
                _ended.Cancel();
            };
            (await _subscriber.SubscribeAsync(Signals)).OnMessage(signal => receive(signal.Message));
        }

        /// <summary>Waits for an answer only now and then, so that Redis is never further behind than that many signals.</summary>
        public async ValueTask SendAsync(ReadOnlyMemory<byte> signal, CancellationToken cancellationToken)
        {
            var waits = ++_sent % SentWithoutAnswer == 0;
            await _subscriber
                .PublishAsync(Signals, signal, waits ? CommandFlags.None : CommandFlags.FireAndForget)
                .WaitAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await redis.DisposeAsync();
            _ended.Dispose();
        }
    }
}
