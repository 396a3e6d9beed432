using System.Text.Json;
using Community.Platform.Data.Publishing;
using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Bus;

/// <summary>
/// The dispatcher's own connection to the broker, separate from that of the consumers. In an alarm the broker stops reading from
/// connections that publish, and consumers on the same connection could no longer acknowledge. A publish can wait for ever, and a recovered
/// connection can remain in that state. So each publish has a time limit. A connection that has not answered for two such limits, or that
/// has been away for one, is replaced, because it may never recover by itself after the broker was killed.
/// </summary>
internal sealed partial class OutboxPublisher(BusOptions options, Broker broker, TimeProvider clock, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<OutboxPublisher>();
    private IBusControl? _bus;
    private long _silentSince;
    private bool _wasConnected = true;
    private long _awaySince;

    /// <summary>Whether the broker is connected, as far as the connection knows.</summary>
    public bool IsConnected => _bus?.CheckHealth().Status == BusHealthStatus.Healthy;

    /// <summary>Starts connecting, or replaces a connection that no longer answers. Returns whether publishing is possible now.</summary>
    public async Task<bool> EnsureConnectedAsync()
    {
        if (_bus is not null && HasLasted(Volatile.Read(ref _silentSince), 2 * options.PublishTimeout))
        {
            Log.Renewing(_logger);
            await StopBusAsync();
        }
        else if (_bus is not null && HasLasted(_awaySince, options.PublishTimeout))
        {
            await StopBusAsync();
        }

        if (_bus is null)
        {
            _silentSince = _awaySince = 0;
            _bus = CreateBus();
            // Completes when the broker is reachable; until then IsConnected is false.
            _ = _bus.StartAsync(CancellationToken.None)
                .ContinueWith(
                    start => _ = start.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default
                );
        }

        var isConnected = IsConnected;
        if (isConnected != _wasConnected)
        {
            _wasConnected = isConnected;
            Log.Changed(_logger, isConnected ? "connected" : "away, integration events wait in the outbox");
        }

        _awaySince =
            isConnected ? 0
            : _awaySince is 0 ? clock.GetTimestamp()
            : _awaySince;
        return isConnected;
    }

    private bool HasLasted(long since, TimeSpan limit) => since is not 0 && clock.GetElapsedTime(since) >= limit;

    /// <summary>Publishes and waits until the broker has confirmed.</summary>
    /// <exception cref="TimeoutException">
    /// There was no answer in time. It is unknown whether the message arrived, so it must be sent again under the same id.
    /// </exception>
    public async Task PublishAsync(OutboxMessage message)
    {
        var begun = clock.GetTimestamp();
        var type = ContractNames.TypeOf(message.Type);
        var body = JsonSerializer.Deserialize(message.Payload, type, BusJson.Options)!;
        try
        {
            await _bus!
                .Publish(
                    body,
                    type,
                    Pipe.Execute<PublishContext>(context =>
                    {
                        context.MessageId = message.Id;
                        if (message.TraceParent is not null)
                        {
                            // The bus's own span becomes a child of the request that made the event.
                            context.Headers.Set(DiagnosticHeaders.ActivityId, message.TraceParent);
                        }

                        context.Durable = true;
                    })
                )
                .WaitAsync(options.PublishTimeout, clock);
            Volatile.Write(ref _silentSince, 0);
        }
        catch (TimeoutException)
        {
            Interlocked.CompareExchange(ref _silentSince, begun, 0);
            throw;
        }
    }

    private IBusControl CreateBus()
    {
        LogContext.ConfigureCurrentLogContext(loggers);
        return MassTransit.Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            broker.Connect(bus, $"{options.Service} outbox", host => host.PublisherConfirmation = true);
            bus.ConfigureJsonSerializerOptions(BusJson.Configure);
            bus.AutoStart = true;
        });
    }

    private async Task StopBusAsync()
    {
        try
        {
            await _bus!.StopAsync(CancellationToken.None).WaitAsync(options.PublishTimeout, clock);
        }
        catch (Exception exception)
        {
            Log.StopFailed(_logger, exception);
        }

        _bus = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null)
        {
            await StopBusAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Information, "RabbitMQ is {State}")]
        public static partial void Changed(ILogger logger, string state);

        [LoggerMessage(1, LogLevel.Warning, "RabbitMQ no longer confirms messages: the connection is replaced")]
        public static partial void Renewing(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "Closing the connection to RabbitMQ failed")]
        public static partial void StopFailed(ILogger logger, Exception exception);
    }
}
