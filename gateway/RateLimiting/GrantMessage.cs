using System.Buffers.Binary;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// A gateway's message to the others: its id (16 bytes), then 13 bytes for each caller: the limit's number, the caller's key and the number
/// of requests, both big-endian.
/// </summary>
internal static class GrantMessage
{
    private const int Head = 16;
    private const int Size = 13;

    public static byte[] Write(Guid from, IReadOnlyCollection<KeyValuePair<Grant, int>> grants)
    {
        var message = new byte[Head + (grants.Count * Size)];
        from.TryWriteBytes(message, bigEndian: true, out _);
        var rest = message.AsSpan(Head);
        foreach (var (grant, requests) in grants)
        {
            rest[0] = grant.Limit;
            BinaryPrimitives.WriteInt64BigEndian(rest[1..], grant.Key);
            BinaryPrimitives.WriteInt32BigEndian(rest[9..], requests);
            rest = rest[Size..];
        }

        return message;
    }

    /// <summary>The grants of another gateway; none if the message is this gateway's own, or is not of this form.</summary>
    public static IEnumerable<(Grant Grant, int Requests)> Read(ReadOnlyMemory<byte> message, Guid own)
    {
        if (message.Length < Head || (message.Length - Head) % Size != 0 || new Guid(message.Span[..Head], bigEndian: true) == own)
        {
            yield break;
        }

        for (var at = Head; at < message.Length; at += Size)
        {
            var entry = message.Slice(at, Size);
            var requests = BinaryPrimitives.ReadInt32BigEndian(entry.Span[9..]);
            if (requests > 0)
            {
                yield return (new(entry.Span[0], BinaryPrimitives.ReadInt64BigEndian(entry.Span[1..])), requests);
            }
        }
    }
}
