using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Community.Messaging.Realtime;

/// <summary>Sends written bytes to a client, as one WebSocket message for each flush, on the thread that flushes.</summary>
internal sealed class SocketWriter(WebSocket socket, TimeProvider clock) : PipeWriter
{
    private ArrayBufferWriter<byte>? _written;
    private long _sendingSince;

    /// <summary>For how long the client has not taken the bytes that are being sent.</summary>
    public TimeSpan HasSentFor => Volatile.Read(ref _sendingSince) is not 0 and var since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Whether a failure only means that the client is gone.</summary>
    public static bool IsGone(Exception failure) =>
        // The server's pipe throws an invalid operation for a write after its end, and so does a disposed socket.
        failure is WebSocketException or OperationCanceledException or IOException or InvalidOperationException;

    public override Memory<byte> GetMemory(int sizeHint = 0) => (_written ??= new()).GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => (_written ??= new()).GetSpan(sizeHint);

    public override void Advance(int bytes) => _written!.Advance(bytes);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        _written is null ? SendAsync(source) : base.WriteAsync(source, cancellationToken);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var written = _written?.WrittenMemory;
        _written = null;
        return written is { } bytes ? SendAsync(bytes) : default;
    }

    public override void CancelPendingFlush()
    {
        // Giving up a client ends its connection, and with it this send.
    }

    public override void Complete(Exception? exception = null)
    {
        // The socket reports its end itself.
    }

    private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sending = socket.SendAsync(bytes, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        if (!sending.IsCompletedSuccessfully)
        {
            return FinishAsync(sending);
        }

        sending.GetAwaiter().GetResult();
        return default;
    }

    private async ValueTask<FlushResult> FinishAsync(ValueTask sending)
    {
        Volatile.Write(ref _sendingSince, clock.GetTimestamp());
        try
        {
            await sending;
            return default;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
        finally
        {
            Volatile.Write(ref _sendingSince, 0);
        }
    }
}
