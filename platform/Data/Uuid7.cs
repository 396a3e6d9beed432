using System.Buffers.Binary;

namespace Community.Platform.Data;

/// <summary>Ids that contain the time at which they were made (RFC 9562, section 5.7).</summary>
public static class Uuid7
{
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// The first 48 bits are milliseconds since 1970; null where the id is of another version, or says a time after the year 9999.
    /// </summary>
    public static DateTimeOffset? TimeOf(Guid id)
    {
        if (id.Version != 7)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds <= LastMillisecond ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>Whether the id was made within this time of the present, on either side: clocks differ.</summary>
    public static bool IsRecent(Guid id, DateTimeOffset now, TimeSpan within) =>
        TimeOf(id) is { } madeAt && (now - madeAt).Duration() < within;

    /// <summary>The smallest id of a time: ids from this one on were made at this time or later.</summary>
    public static Guid FirstOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
