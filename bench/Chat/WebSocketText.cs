namespace Community.Bench.Chat;

/// <summary>
/// Extracts the payloads from a server's stream of WebSocket frames, which may begin and end anywhere, also within a message.
/// </summary>
internal sealed class WebSocketText
{
    private const byte LongLength = 126;
    private const byte LongestLength = 127;
    private readonly byte[] _head = new byte[10];
    private int _headLength;
    private long _left;

    /// <summary>Copies the text; returns its length.</summary>
    public int Read(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var length = 0;
        while (raw.Length > 0)
        {
            if (_left > 0)
            {
                var count = (int)Math.Min(_left, raw.Length);
                raw[..count].CopyTo(text[length..]);
                raw = raw[count..];
                (length, _left) = (length + count, _left - count);
                continue;
            }

            _head[_headLength++] = raw[0];
            raw = raw[1..];
            if (_headLength >= 2 && _headLength == HeadLength)
            {
                (_left, _headLength) = (PayloadLength, 0);
            }
        }

        return length;
    }

    private int HeadLength =>
        _head[1] switch
        {
            LongLength => 4,
            LongestLength => 10,
            _ => 2,
        };

    private long PayloadLength =>
        _head[1] switch
        {
            LongLength => (_head[2] << 8) | _head[3],
            LongestLength => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2)),
            var length => length,
        };
}
