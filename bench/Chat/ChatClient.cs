using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Community.Bench.Chat;

/// <summary>
/// A client that costs the load generator as little as possible, with the same cost for every server: it searches the bytes of the frames
/// for messages and parses no JSON.
/// </summary>
internal sealed class ChatClient : IDisposable
{
    private const int TimeDigits = 19;
    private static readonly byte[] Mark = "\"content\":\"t"u8.ToArray();
    private static readonly byte[] Goodbye = "{\"type\":7"u8.ToArray();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ChatWire _wire;
    private readonly byte[] _welcome;
    private readonly TaskCompletionSource _isIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _sending = new();
    private readonly WebSocketText _frames = new();
    private readonly byte[] _raw = new byte[32 * 1024];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private long _received;

    private ChatClient(ChatWire wire) => (_wire, _welcome) = (wire, Encoding.UTF8.GetBytes(wire.Welcome));

    /// <summary>The number of received messages.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Completes when the server says goodbye, or when the connection ends.</summary>
    public Task Ended => _ended.Task;

    /// <summary>When each received message was sent, and when it arrived; null: messages are only counted.</summary>
    public List<(long Sent, long Came)>? Times { get; set; }

    /// <summary>The content of a message that is sent now.</summary>
    public static string Content => "t" + Stopwatch.GetTimestamp().ToString($"D{TimeDigits}", CultureInfo.InvariantCulture);

    /// <summary>Connects and joins the room.</summary>
    public static async Task<ChatClient> ConnectAsync(Uri server, ChatWire wire, string? token)
    {
        var client = new ChatClient(wire);
        await client._socket.ConnectAsync(server.Host, server.Port);
        var request =
            $"GET {wire.Target} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(Guid.CreateVersion7().ToByteArray())}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n";
        await client._socket.SendAsync(Encoding.ASCII.GetBytes(request));
        await client.UpgradeAsync(server);
        _ = client.ReceiveAsync();
        foreach (var greeting in wire.Greetings)
        {
            client.Send(greeting);
        }

        await client._isIn.Task.WaitAsync(Patience);
        return client;
    }

    public void Post() => Send(_wire.Post(Content));

    public void Beat() => Send(_wire.Heartbeat);

    public void Dispose() => _socket.Dispose();

    private async Task UpgradeAsync(Uri server)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _socket.ReceiveAsync(one) == 0)
            {
                break;
            }

            head.Append((char)one[0]);
        }

        if (!head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new BenchException($"{server} does not let clients in: {head.ToString().Split('\r')[0]}");
        }
    }

    // A client's frames are masked; the mask of zeros leaves the text as it is.
    private void Send(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        var head = count < 126 ? 2 : 4;
        var frame = new byte[head + 4 + count];
        frame[0] = 0x81;
        frame[1] = (byte)(0x80 | (count < 126 ? count : 126));
        if (head == 4)
        {
            (frame[2], frame[3]) = ((byte)(count >> 8), (byte)count);
        }

        Encoding.UTF8.GetBytes(text, frame.AsSpan(head + 4));
        try
        {
            lock (_sending)
            {
                _socket.Send(frame);
            }
        }
        catch (SocketException)
        {
            // Messages that it no longer receives are counted as missing.
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _socket.ReceiveAsync(_raw) is > 0 and var count)
            {
                if (_raw.AsSpan(0, count).IndexOf(Goodbye) >= 0)
                {
                    _ended.TrySetResult();
                }

                _length += _frames.Read(_raw.AsSpan(0, count), _buffer.AsSpan(_length));
                Search();
            }

            _isIn.TrySetException(new BenchException("A client was sent away before it was in the room."));
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            _isIn.TrySetException(failure);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Search()
    {
        var at = 0;
        if (!_isIn.Task.IsCompleted)
        {
            var found = _buffer.AsSpan(0, _length).IndexOf(_welcome);
            if (found < 0)
            {
                Keep(_welcome.Length - 1);
                return;
            }

            at = found + _welcome.Length;
            _isIn.TrySetResult();
        }

        while (_buffer.AsSpan(at, _length - at).IndexOf(Mark) is >= 0 and var found)
        {
            if (at + found + Mark.Length + TimeDigits > _length)
            {
                // Its end is in the next bytes.
                Keep(_length - at - found);
                return;
            }

            at += found + Mark.Length;
            Volatile.Write(ref _received, _received + 1);
            Times?.Add(
                (long.Parse(_buffer.AsSpan(at, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture), Stopwatch.GetTimestamp())
            );
            at += TimeDigits;
        }

        Keep(Math.Min(Mark.Length - 1, _length - at));
    }

    /// <summary>Keeps the last bytes, for a mark that is not complete yet.</summary>
    private void Keep(int count)
    {
        count = Math.Min(count, _length);
        _buffer.AsSpan(_length - count, count).CopyTo(_buffer);
        _length = count;
    }
}
