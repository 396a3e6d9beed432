using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;

namespace Community.Messaging.Realtime;

/// <summary>
/// A client's WebSocket, as the connection that SignalR's hub serves. SignalR's own transport leaves each write in a pipe, from where the
/// pool's threads take it: in a topic with 500 subscriptions, that is a queue of 500 for each message, and the database's answers wait at
/// its end. Here the thread that writes also sends.
/// </summary>
internal sealed class HubSocket
    : DefaultConnectionContext,
        IHttpContextFeature,
        ITransferFormatFeature,
        IConnectionHeartbeatFeature,
        IDuplexPipe
{
    /// <summary>The largest call, in bytes of JSON: 32 KiB.</summary>
    public const int LargestCall = 32 * 1024;

    // Ends each message of SignalR's JSON protocol.
    private const byte RecordSeparator = 0x1e;
    private const int LongestRest = 1024 * 1024;

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
            var isClosing = await TryCloseAsync();
            await receiving.WaitAsync(CloseLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!isClosing || !receiving.IsCompleted)
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
            var call = 0;
            for (var input = _input.Writer; ; )
            {
                // First waits with an empty buffer, so that a silent client holds no receive memory.
                if ((await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                var memory = input.GetMemory();
                var received = await _socket.ReceiveAsync(memory, CancellationToken.None);
                if (IsTooLarge(memory.Span[..received.Count], ref call))
                {
                    await RefuseAsync();
                    break;
                }

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

    /// <summary>Whether these bytes complete or prolong a call beyond the limit.</summary>
    /// <param name="part">The bytes that arrived.</param>
    /// <param name="call">The length of the call that is arriving.</param>
    private static bool IsTooLarge(ReadOnlySpan<byte> part, ref int call)
    {
        var first = part.IndexOf(RecordSeparator);
        if (call + (first < 0 ? part.Length : first) > LargestCall)
        {
            return true;
        }

        call = first < 0 ? call + part.Length : part.Length - part.LastIndexOf(RecordSeparator) - 1;
        return false;
    }

    /// <summary>
    /// Closes with 1009, and reads the bytes that the client still sends: closing a socket with unread bytes resets the connection, and the
    /// client would lose the reason.
    /// </summary>
    private async Task RefuseAsync()
    {
        using var limit = new CancellationTokenSource(CloseLimit);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "A call may have at most 32 KiB.", limit.Token);
        var rest = new byte[4096];
        for (var read = 0; read < LongestRest; )
        {
            var received = await _socket.ReceiveAsync(rest.AsMemory(), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            read += received.Count;
        }
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
