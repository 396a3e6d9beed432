using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;

namespace Community.Messaging.Realtime;

/// <summary>
/// A client's WebSocket, as the connection that SignalR's hub serves. SignalR's own transport leaves each write in a pipe, from where the
/// pool's threads take
/// it: in a topic with 500 subscriptions, that is a queue of 500 for each message, and the database's answers wait at its end. Here the
/// thread that writes also sends.
/// </summary>
internal sealed class HubSocket
    : DefaultConnectionContext,
        IHttpContextFeature,
        ITransferFormatFeature,
        IConnectionHeartbeatFeature,
        IDuplexPipe
{
    // A client that reads nothing for so long is gone.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);
    private readonly WebSocket _socket;
    private readonly SocketWriter _output;
    private readonly Pipe _input = new(new(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private readonly List<(Action<object> Beat, object State)> _beats = [];
    private readonly CancellationTokenSource _closed = new();

    public HubSocket(string id, WebSocket socket, HttpContext context, TimeProvider clock)
        : base(id)
    {
        (_socket, _output, HttpContext, Transport, User, ConnectionClosed) = (
            socket,
            new(socket, clock),
            context,
            this,
            context.User,
            _closed.Token
        );
        Features.Set<IHttpContextFeature>(this);
        Features.Set<ITransferFormatFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
    }

    public HttpContext? HttpContext { get; set; }

    public TransferFormat SupportedFormats => TransferFormat.Text;

    public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>Serves the hub until either side ends the connection.</summary>
    public async Task RunAsync(ConnectionDelegate hub)
    {
        var receiving = ReceiveAsync();
        try
        {
            await hub(this);
        }
        finally
        {
            var isTold = await TryCloseAsync();
            await receiving.WaitAsync(CloseLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!isTold || !receiving.IsCompleted)
            {
                End();
            }

            await receiving;
        }
    }

    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (_beats)
        {
            _beats.Add((action, state));
        }
    }

    /// <summary>Called once a second: SignalR's pings and time limits depend on it.</summary>
    public void Beat()
    {
        lock (_beats)
        {
            foreach (var (beat, state) in _beats)
            {
                beat(state);
            }
        }

        if (_output.HasSentFor > SendLimit)
        {
            End();
        }
    }

    /// <summary>Ends the connection without a message.</summary>
    public void End()
    {
        _socket.Abort();
        HttpContext?.Abort();
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => End();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _closed.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            for (var input = _input.Writer; ; )
            {
                // First waits with an empty buffer, so that a silent client holds no receive memory.
                if ((await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                var received = await _socket.ReceiveAsync(input.GetMemory(), CancellationToken.None);
                input.Advance(received.Count);
                if (received.MessageType == WebSocketMessageType.Close || (await input.FlushAsync()).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception gone) when (SocketWriter.IsGone(gone))
        {
            // The client is gone.
        }

        await _input.Writer.CompleteAsync();
        await _closed.CancelAsync();
    }

    private async Task<bool> TryCloseAsync()
    {
        using var limit = new CancellationTokenSource(CloseLimit);
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, limit.Token);
            return true;
        }
        catch (Exception gone) when (SocketWriter.IsGone(gone))
        {
            return false;
        }
    }
}
