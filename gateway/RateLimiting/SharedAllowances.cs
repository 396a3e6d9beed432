using System.Runtime.InteropServices;
using System.Threading.Channels;
using Community.Platform.Hosting.Tls;
using StackExchange.Redis;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// Makes a caller's allowance one for all gateways, through Redis, where <c>ConnectionStrings:redis</c> is set. Ten times a second each
/// gateway publishes how many requests it has granted to whom, and takes the others' from its own buckets. No request waits for Redis.
/// Within that tenth of a second several gateways together may grant more than one would, and without Redis each counts for itself.
/// </summary>
internal sealed partial class SharedAllowances(
    RateLimiter limiter,
    ConfigurationOptions redis,
    RedisAuthority authority,
    TimeProvider clock,
    ILogger<SharedAllowances> logger
) : BackgroundService
{
    private const int MostWaiting = 65_536;
    private const int MostInMessage = 4_096;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly RedisChannel Topic = RedisChannel.Literal("gateway-allowances");

    private readonly Guid _own = Guid.CreateVersion7();
    private readonly Channel<Grant> _granted = Channel.CreateBounded<Grant>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private bool _isAway;

    /// <summary>Whether the other gateways are told.</summary>
    public bool IsConnected { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ShareAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException)
            {
                ReportLoss(failure.GetBaseException().Message);
            }
            finally
            {
                IsConnected = false;
                limiter.Granted = null;
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ShareAsync(CancellationToken cancellationToken)
    {
        var options = redis.Clone();
        options.ClientName = "gateway-allowances";
        options.CertificateValidation += authority.Check;
        options.AbortOnConnectFail = true;
        // A message that cannot be sent now is outdated a moment later.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
        var subscriber = connection.GetSubscriber();
        (await subscriber.SubscribeAsync(Topic)).OnMessage(message => Charge(message.Message));
        ReportReturn();
        // Grants that have waited since the connection ended are outdated: they would be taken from the callers' present allowances.
        Tally();
        limiter.Granted = grant => _granted.Writer.TryWrite(grant);
        IsConnected = true;
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (!subscriber.IsConnected(Topic))
            {
                ReportLoss("The connection has ended.");
                return;
            }

            foreach (var some in Tally().Chunk(MostInMessage))
            {
                await subscriber.PublishAsync(Topic, GrantMessage.Write(_own, some)).WaitAsync(cancellationToken);
            }
        }
    }

    private Dictionary<Grant, int> Tally()
    {
        var requests = new Dictionary<Grant, int>();
        while (_granted.Reader.TryRead(out var grant))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(requests, grant, out _)++;
        }

        return requests;
    }

    private void Charge(ReadOnlyMemory<byte> message)
    {
        foreach (var (grant, requests) in GrantMessage.Read(message, _own))
        {
            limiter.Charge(grant, requests);
        }
    }

    private void ReportLoss(string reason)
    {
        if (!_isAway)
        {
            Log.Away(logger, reason);
        }

        _isAway = true;
    }

    private void ReportReturn()
    {
        if (_isAway)
        {
            Log.Back(logger);
        }

        _isAway = false;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis is away: each gateway counts requests for itself. {Reason}")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "Rate limits are shared by all gateways again")]
        public static partial void Back(ILogger logger);
    }
}
