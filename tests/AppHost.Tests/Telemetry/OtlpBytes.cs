using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>Writes OTLP requests by hand, for content that the official exporter would not send.</summary>
internal static class OtlpBytes
{
    /// <summary>A request with one span; <paramref name="fields"/> are added to it.</summary>
    public static byte[] Span(string service, string name, params byte[] fields) =>
        Request(service, Message(2, [.. Identity(), .. Text(5, name), .. Times(1_000_000), .. fields]));

    /// <summary>A request with two spans, each the parent of the other.</summary>
    public static byte[] Circle(string service)
    {
        var trace = Bytes(1, RandomNumberGenerator.GetBytes(16));
        byte[] a = [1, 1, 1, 1, 1, 1, 1, 1];
        byte[] b = [2, 2, 2, 2, 2, 2, 2, 2];
        return Request(
            service,
            [
                .. Message(2, [.. trace, .. Bytes(2, a), .. Bytes(4, b), .. Text(5, "a"), .. Times(1)]),
                .. Message(2, [.. trace, .. Bytes(2, b), .. Bytes(4, a), .. Text(5, "b"), .. Times(2)]),
            ]
        );
    }

    /// <summary>A request with the span 1111111111111111 of one service and its child 2222222222222222 of another.</summary>
    public static byte[] Pair(string service, string name, string otherService, string otherName, string trace)
    {
        var id = Bytes(1, Convert.FromHexString(trace));
        var parent = Convert.FromHexString("1111111111111111");
        return
        [
            .. Request(service, Message(2, [.. id, .. Bytes(2, parent), .. Text(5, name), .. Times(2_000_000)])),
            .. Request(
                otherService,
                Message(
                    2,
                    [
                        .. id,
                        .. Bytes(2, Convert.FromHexString("2222222222222222")),
                        .. Bytes(4, parent),
                        .. Text(5, otherName),
                        .. Times(1_000_000),
                    ]
                )
            ),
        ];
    }

    /// <summary>A request with one log record.</summary>
    /// <param name="severity">OTLP's number: 9 is information.</param>
    /// <param name="time">In nanoseconds since 1970.</param>
    public static byte[] Log(
        string service,
        string text,
        string? trace = null,
        string? span = null,
        byte severity = 9,
        long time = 1_700_000_000_000_000_000
    ) =>
        Request(
            service,
            Message(
                2,
                [
                    .. Fixed64(1, (ulong)time),
                    16,
                    severity,
                    .. Message(5, Text(1, text)),
                    .. trace is null ? [] : Bytes(9, Convert.FromHexString(trace)),
                    .. span is null ? [] : Bytes(10, Convert.FromHexString(span)),
                ]
            )
        );

    /// <summary>A request with one point of a counter at a time in nanoseconds since 1970.</summary>
    public static byte[] Counter(string service, string name, double value, long time) =>
        Request(
            service,
            Message(2, [.. Text(1, name), .. Message(7, [.. Message(1, [.. Fixed64(3, (ulong)time), .. Double(4, value)]), 16, 2, 24, 1])])
        );

    /// <summary>An attribute (of field <paramref name="field"/>) with a random text of some length.</summary>
    public static byte[] Noise(int field, int length) =>
        Message(field, [.. Text(1, "noise"), .. Message(2, Text(1, Convert.ToHexString(RandomNumberGenerator.GetBytes(length / 2))))]);

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Message(int field, byte[] content) => Bytes(field, content);

    private static byte[] Request(string service, byte[] records) =>
        Message(
            1,
            [
                .. Message(1, Message(1, [.. Text(1, "service.name"), .. Message(2, Text(1, service))])),
                .. Message(2, [.. Message(1, Text(1, "by hand")), .. records]),
            ]
        );

    private static byte[] Identity() => [.. Bytes(1, RandomNumberGenerator.GetBytes(16)), .. Bytes(2, RandomNumberGenerator.GetBytes(8))];

    private static byte[] Times(ulong duration) =>
        [.. Fixed64(7, 1_700_000_000_000_000_000), .. Fixed64(8, 1_700_000_000_000_000_000 + duration)];

    private static byte[] Bytes(int field, byte[] content) =>
        [.. Varint((uint)(field << 3) | 2), .. Varint((uint)content.Length), .. content];

    private static byte[] Fixed64(int field, ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return [.. Varint((uint)(field << 3) | 1), .. bytes];
    }

    private static byte[] Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    private static byte[] Varint(uint value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
