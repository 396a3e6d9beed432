using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Community.Messaging.Calls;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Json;

namespace Community.Messaging.Realtime;

/// <summary>
/// Carries signals to the other instances, over RabbitMQ or Redis. No caller waits for it: a signal that cannot be sent at once is dropped,
/// and clients get the change from the database a moment later. See docs/decisions/0012.
/// </summary>
internal sealed partial class Backplane(
    IBackplaneCarrier carrier,
    LocalDelivery local,
    SignalLosses losses,
    PersonLimits limits,
    CallLimits calls,
    TimeProvider clock,
    ILogger<Backplane> logger
) : BackgroundService
{
    private const int MostWaiting = 2_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeardLately = TimeSpan.FromSeconds(10);

    private readonly Channel<Signal> _outgoing = Channel.CreateBounded<Signal>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        _ => losses.Drop()
    );
    private readonly TaskCompletionSource _sentAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isConnected;
    private long _heardAt = clock.GetTimestamp();
    private readonly long _startedAt = clock.GetTimestamp();
    private bool _isAway;
    private bool _isReported;
    private bool _wasConnected;

    /// <summary>The id of this instance.</summary>
    public Guid Instance { get; } = Guid.CreateVersion7();

    /// <summary>Whether there are other instances to signal to.</summary>
    public bool HasPeers => IsOneOfMany || clock.GetElapsedTime(Volatile.Read(ref _heardAt)) < HeardLately;

    /// <summary>Whether the database knows of other instances; true until the database was asked.</summary>
    public bool IsOneOfMany { get; set; } = true;

    public bool IsConnected => _isConnected;

    /// <summary>Sends to the other instances, if they can be reached.</summary>
    public void Send(Signal signal)
    {
        if (_isConnected)
        {
            _outgoing.Writer.TryWrite(signal);
        }
        else
        {
            losses.Drop();
        }
    }

    /// <summary>Signals that are still queued, of users who left for example, are sent first.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _outgoing.Writer.TryComplete();
        if (_isConnected)
        {
            await Task.WhenAny(_sentAll.Task, Task.Delay(DrainLimit, clock, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested; )
        {
            var wasConnected = false;
            try
            {
                await ConnectAndRunAsync(() => wasConnected = true, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                ReportLoss(failure.GetBaseException().Message);
            }

            _isConnected = false;
            pause = wasConnected ? FirstPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * pause.Ticks));
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAndRunAsync(Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await carrier.ConnectAsync(Receive, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, connection.Ended);
        ReportReturn();
        _isConnected = true;
        connected();
        Send(new HelloSignal());
        await SendAllAsync(connection, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_outgoing.Reader.Completion.IsCompleted)
        {
            _sentAll.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
        }
        else if (!cancellationToken.IsCancellationRequested)
        {
            // The last signals may have been on their way.
            losses.Drop();
            ReportLoss(connection.Reason);
        }
    }

    private async Task SendAllAsync(IBackplaneConnection connection, CancellationToken cancellationToken)
    {
        await foreach (var signal in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await connection.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(new Envelope(Instance, signal), ServiceJson.Options),
                cancellationToken
            );
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
                Count(envelope.From, envelope.Signal);
                local.Apply(envelope.Signal);
            }
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            // The signal may be of another version; clients get its change from the database.
            Log.Unreadable(logger, failure.Message);
        }
        catch (Exception failure)
        {
            RealtimeFailures.Report(logger, failure, "Applying a signal of another instance");
        }
    }

    private void Count(Guid instance, Signal signal)
    {
        switch (signal)
        {
            case PostedSignal posted:
                foreach (var message in posted.Messages)
                {
                    limits.PostedElsewhere(message.AuthorId, posted.Channel.Id);
                }

                break;
            case CallChangedSignal { Call: { Version: 1, StartedBy: var caller } }:
                calls.StartedElsewhere(caller);
                break;
            case ConnectionsSignal connections:
                limits.ConnectedElsewhere(instance, connections.People);
                break;
        }
    }

    private void ReportLoss(string reason)
    {
        _isAway = true;
        // A fleet starts its processes together: the first connection may take a moment.
        if (!_isReported && (_wasConnected || clock.GetElapsedTime(_startedAt) >= Outage.Unreported))
        {
            Log.Away(logger, carrier.Name, reason);
            _isReported = true;
        }
    }

    private void ReportReturn()
    {
        if (_isAway)
        {
            // The others' signals of the time in between were lost.
            losses.Miss();
        }

        if (_isReported)
        {
            Log.Back(logger, carrier.Name);
        }

        (_isAway, _isReported, _wasConnected) = (false, false, true);
    }

    private sealed record Envelope([property: JsonPropertyOrder(-1)] Guid From, Signal Signal);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Carrier} is away: clients get the changes of other instances with a delay of about a second. {Reason}"
        )]
        public static partial void Away(ILogger logger, string carrier, string reason);

        [LoggerMessage(2, LogLevel.Information, "{Carrier} carries realtime signals again")]
        public static partial void Back(ILogger logger, string carrier);

        [LoggerMessage(3, LogLevel.Warning, "A realtime signal of another instance cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
