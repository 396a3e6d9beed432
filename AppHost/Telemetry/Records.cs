using System.Runtime.InteropServices;

namespace Community.AppHost.Telemetry;

/// <summary>The sender of telemetry: one instance of a service (OTLP's "resource").</summary>
/// <param name="Service">Its service.name.</param>
/// <param name="Instance">Its service.instance.id; empty if it gave none.</param>
/// <param name="Attributes">All its attributes.</param>
internal sealed record Sender(string Service, string Instance, IReadOnlyDictionary<string, object?> Attributes);

/// <summary>A span's kind, by OTLP's numbers.</summary>
internal enum SpanKind : byte
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary>Work inside one service.</summary>
    Internal,

    /// <summary>The serving of a request.</summary>
    Server,

    /// <summary>A request to another service or a database.</summary>
    Client,

    /// <summary>The sending of a message.</summary>
    Producer,

    /// <summary>The handling of a message.</summary>
    Consumer,
}

/// <summary>A span. The fields that lists and aggregates need are read; all others are in <see cref="Body"/>.</summary>
internal sealed class SpanRecord
{
    /// <summary>The field of attributes in <see cref="Body"/>.</summary>
    public const int AttributesField = 9;

    /// <summary>The bytes of the object without its body.</summary>
    private const int Overhead = 160;

    public required Sender Sender { get; init; }

    /// <summary>The instrumentation that made it.</summary>
    public required string Scope { get; init; }
    public required UInt128 TraceId { get; init; }
    public required ulong SpanId { get; init; }

    /// <summary>0: it is a root.</summary>
    public required ulong ParentId { get; init; }
    public required string Name { get; init; }
    public required SpanKind Kind { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public required long Start { get; init; }

    /// <summary>Nanoseconds; 0 or more.</summary>
    public required long Duration { get; init; }
    public required bool IsError { get; init; }

    /// <summary>The span as it was received, a protobuf message.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Bytes of memory, about.</summary>
    public int Size => Body.Length + Overhead;

    /// <summary>An attribute as text; null if it has none of this name.</summary>
    public string? this[ReadOnlySpan<byte> attribute] => Attributes.Find(Body, AttributesField, attribute);
}

internal sealed class LogRecord
{
    /// <summary>The field of attributes in <see cref="Body"/>.</summary>
    public const int AttributesField = 6;
    private const int Overhead = 160;

    /// <summary>1, 2, 3, … in the order of arrival, since AppHost started.</summary>
    public long Seq { get; set; }
    public required Sender Sender { get; init; }

    /// <summary>The logger's category.</summary>
    public required string Scope { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public required long Time { get; init; }

    /// <summary>OTLP's severity number: 1-4 trace, 5-8 debug, 9-12 information, 13-16 warning, 17-20 error, 21-24 fatal.</summary>
    public required int Severity { get; init; }

    /// <summary>0: it belongs to no trace.</summary>
    public required UInt128 TraceId { get; init; }
    public required ulong SpanId { get; init; }
    public required string Message { get; init; }

    /// <summary>The record as it was received, a protobuf message.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Bytes of memory, about.</summary>
    public int Size => Body.Length + (2 * Message.Length) + Overhead;
}

/// <summary>How the points of an instrument are to be read.</summary>
internal enum InstrumentKind
{
    /// <summary>Each point is the value of its moment.</summary>
    Gauge,

    /// <summary>Points only grow: the difference of two is the count between them.</summary>
    Counter,

    /// <summary>As <see cref="Counter"/>, with the distribution of the measured values.</summary>
    Histogram,
}

/// <summary>A point of a series: totals since the sender's start for counters and histograms.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Value">The value, or the sum of the measured values of a histogram.</param>
/// <param name="Count">How many values were measured; 0 unless a histogram.</param>
/// <param name="Buckets">How many values are in each bucket; null unless a histogram.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MetricPoint(long Time, double Value, long Count, long[]? Buckets);

/// <summary>A measured value with the trace in which it was measured.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Value">In the instrument's unit.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Exemplar(long Time, double Value, UInt128 TraceId, ulong SpanId);

/// <summary>An instrument, as one point of it describes it.</summary>
internal sealed record InstrumentIdentity(string Meter, string Name, string Description, string Unit, InstrumentKind Kind);

/// <summary>A point as it was received.</summary>
/// <param name="Bounds">The upper bounds of a histogram's buckets, except the last, which has none.</param>
/// <param name="IsDelta">Whether the point counts from the point before, not from the sender's start.</param>
/// <param name="Start">From when on it counts: nanoseconds since 1970; 0 if the sender does not say it.</param>
internal sealed record ReceivedPoint(
    Sender Sender,
    InstrumentIdentity Instrument,
    IReadOnlyDictionary<string, object?> Attributes,
    MetricPoint Point,
    double[] Bounds,
    bool IsDelta,
    long Start,
    IReadOnlyList<Exemplar> Exemplars
);
