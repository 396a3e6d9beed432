using System.Buffers.Binary;

namespace Community.AppHost.Telemetry;

/// <summary>
/// Reads OTLP's three export requests (opentelemetry-proto 1.x, by field numbers, which never change) and hands over each record. Fields
/// of newer versions are skipped. A record that lacks its identity (a span without ids) is left out.
/// </summary>
/// <remarks>All methods throw <see cref="InvalidDataException"/> for bytes that are not such a request.</remarks>
internal sealed class OtlpReader
{
    private const int MostSenders = 256;
    private const int MostBuckets = 512;
    private const int MostExemplars = 8;
    private readonly Dictionary<(string Service, string Instance), Sender> _senders = [];

    /// <summary>Reads an ExportTraceServiceRequest.</summary>
    public void ReadTraces(ReadOnlySpan<byte> request, Action<SpanRecord> add) =>
        ReadGroups(request, (sender, scope, message) => ReadSpan(sender, scope, message, add));

    /// <summary>Reads an ExportLogsServiceRequest.</summary>
    public void ReadLogs(ReadOnlySpan<byte> request, Action<LogRecord> add) =>
        ReadGroups(request, (sender, scope, message) => ReadLog(sender, scope, message, add));

    /// <summary>Reads an ExportMetricsServiceRequest.</summary>
    public void ReadMetrics(ReadOnlySpan<byte> request, Action<ReceivedPoint> add) =>
        ReadGroups(request, (sender, scope, message) => ReadMetric(sender, scope, message, add));

    private delegate void RecordReader(Sender sender, string scope, ReadOnlySpan<byte> message);

    // All three have the same frame: request { 1: group { 1: resource, 2: scope group { 1: scope, 2: record } } }.
    private void ReadGroups(ReadOnlySpan<byte> request, RecordReader read)
    {
        var reader = new ProtoReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                var group = reader.Bytes();
                ReadScopes(SenderOf(Child(group, 1)), group, read);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadScopes(Sender sender, ReadOnlySpan<byte> group, RecordReader read)
    {
        var scopes = new ProtoReader(group);
        while (scopes.Next())
        {
            if (scopes.Field != 2)
            {
                scopes.Skip();
                continue;
            }

            var scope = scopes.Bytes();
            var name = Names.Of(Child(Child(scope, 1), 1));
            var records = new ProtoReader(scope);
            while (records.Next())
            {
                if (records.Field == 2)
                {
                    read(sender, name, records.Bytes());
                }
                else
                {
                    records.Skip();
                }
            }
        }
    }

    // The first field of this number; empty if there is none. A sender may write fields in any order.
    private static ReadOnlySpan<byte> Child(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                return reader.Bytes();
            }

            reader.Skip();
        }

        return [];
    }

    private Sender SenderOf(ReadOnlySpan<byte> resource)
    {
        var attributes = Attributes.Read(resource, 1);
        var service = Names.Of(System.Text.Encoding.UTF8.GetBytes(TextOf(attributes, "service.name") ?? "unknown"));
        var key = (service, TextOf(attributes, "service.instance.id") ?? "");
        if (!_senders.TryGetValue(key, out var sender))
        {
            sender = new Sender(key.service, key.Item2, attributes);
            if (_senders.Count < MostSenders)
            {
                _senders.Add(key, sender);
            }
        }

        return sender;
    }

    private static string? TextOf(Dictionary<string, object?> attributes, string key) =>
        attributes.TryGetValue(key, out var value) ? Attributes.AsText(value) : null;

    private static void ReadSpan(Sender sender, string scope, ReadOnlySpan<byte> message, Action<SpanRecord> add)
    {
        UInt128 trace = 0;
        ulong id = 0;
        ulong parent = 0;
        var name = "";
        var kind = SpanKind.Unspecified;
        long start = 0;
        long end = 0;
        var isError = false;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = TraceId(reader.Bytes());
                    break;
                case 2:
                    id = SpanId(reader.Bytes());
                    break;
                case 4:
                    parent = SpanId(reader.Bytes());
                    break;
                case 5:
                    name = Names.Of(reader.Bytes());
                    break;
                case 6:
                    kind = reader.Varint() is >= 0 and <= (long)SpanKind.Consumer and var number ? (SpanKind)number : SpanKind.Unspecified;
                    break;
                case 7:
                    start = Nanoseconds(reader.Fixed64());
                    break;
                case 8:
                    end = Nanoseconds(reader.Fixed64());
                    break;
                case 15:
                    isError = IsError(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (trace != 0 && id != 0)
        {
            add(
                new SpanRecord
                {
                    Sender = sender,
                    Scope = scope,
                    TraceId = trace,
                    SpanId = id,
                    ParentId = parent,
                    Name = name,
                    Kind = kind,
                    Start = start,
                    Duration = Math.Max(0, end - start),
                    IsError = isError,
                    Body = message.ToArray(),
                }
            );
        }
    }

    private static bool IsError(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        var code = 0L;
        while (reader.Next())
        {
            if (reader.Field == 3)
            {
                code = reader.Varint();
            }
            else
            {
                reader.Skip();
            }
        }

        return code == 2;
    }

    private static void ReadLog(Sender sender, string scope, ReadOnlySpan<byte> message, Action<LogRecord> add)
    {
        long time = 0;
        long observed = 0;
        var severity = 0;
        var text = "";
        UInt128 trace = 0;
        ulong span = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    time = Nanoseconds(reader.Fixed64());
                    break;
                case 2:
                    severity = (int)Math.Clamp(reader.Varint(), 0, 24);
                    break;
                case 5:
                    text = Attributes.AsText(Attributes.Value(reader.Bytes(), depth: 0));
                    break;
                case 9:
                    trace = TraceId(reader.Bytes());
                    break;
                case 10:
                    span = SpanId(reader.Bytes());
                    break;
                case 11:
                    observed = Nanoseconds(reader.Fixed64());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        add(
            new LogRecord
            {
                Sender = sender,
                Scope = scope,
                Time = time != 0 ? time : observed,
                Severity = severity,
                TraceId = trace,
                SpanId = span,
                Message = text,
                Body = message.ToArray(),
            }
        );
    }

    private static void ReadMetric(Sender sender, string scope, ReadOnlySpan<byte> message, Action<ReceivedPoint> add)
    {
        var name = "";
        var description = "";
        var unit = "";
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = Names.Of(reader.Bytes());
                    break;
                case 2:
                    description = Names.Of(reader.Bytes());
                    break;
                case 3:
                    unit = Names.Of(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var data = new ProtoReader(message);
        while (data.Next())
        {
            switch (data.Field)
            {
                case 5: // gauge
                case 7: // sum
                case 9: // histogram
                case 10: // exponential histogram
                    ReadPoints(data.Field, data.Bytes());
                    break;
                default:
                    data.Skip(); // summaries, which only old libraries send
                    break;
            }
        }

        void ReadPoints(int form, ReadOnlySpan<byte> points)
        {
            var isDelta = form != 5 && Number(points, 2) == 1;
            var kind = form switch
            {
                9 or 10 => InstrumentKind.Histogram,
                7 when Number(points, 3) != 0 => InstrumentKind.Counter,
                _ => InstrumentKind.Gauge,
            };
            var instrument = new InstrumentIdentity(scope, name, description, unit, kind);
            var each = new ProtoReader(points);
            while (each.Next())
            {
                if (each.Field != 1)
                {
                    each.Skip();
                }
                else if (kind == InstrumentKind.Histogram)
                {
                    add(ReadHistogram(sender, instrument, isDelta, isExponential: form == 10, each.Bytes()));
                }
                else
                {
                    add(ReadNumber(sender, instrument, isDelta, each.Bytes()));
                }
            }
        }
    }

    private static long Number(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                return reader.Varint();
            }

            reader.Skip();
        }

        return 0;
    }

    private static ReceivedPoint ReadNumber(Sender sender, InstrumentIdentity instrument, bool isDelta, ReadOnlySpan<byte> message)
    {
        long start = 0;
        long time = 0;
        double value = 0;
        List<Exemplar>? exemplars = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    start = Nanoseconds(reader.Fixed64());
                    break;
                case 3:
                    time = Nanoseconds(reader.Fixed64());
                    break;
                case 4:
                    value = Finite(reader.Double());
                    break;
                case 6:
                    value = unchecked((long)reader.Fixed64());
                    break;
                case 5:
                    AddExemplar(ref exemplars, reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new ReceivedPoint(
            sender,
            instrument,
            Attributes.Read(message, 7),
            new MetricPoint(time, value, 0, null),
            [],
            isDelta,
            start,
            exemplars ?? []
        );
    }

    // An exponential histogram's buckets change their bounds from point to point: its count and sum are kept.
    private static ReceivedPoint ReadHistogram(
        Sender sender,
        InstrumentIdentity instrument,
        bool isDelta,
        bool isExponential,
        ReadOnlySpan<byte> message
    )
    {
        long start = 0;
        long time = 0;
        double sum = 0;
        long count = 0;
        var buckets = new List<ulong>();
        var bounds = new List<ulong>();
        List<Exemplar>? exemplars = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    start = Nanoseconds(reader.Fixed64());
                    break;
                case 3:
                    time = Nanoseconds(reader.Fixed64());
                    break;
                case 4:
                    count = Nanoseconds(reader.Fixed64());
                    break;
                case 5:
                    sum = Finite(reader.Double());
                    break;
                case 6 when !isExponential:
                    reader.Fixed64s(buckets, MostBuckets);
                    break;
                case 7 when !isExponential:
                    reader.Fixed64s(bounds, MostBuckets);
                    break;
                case 8 when !isExponential:
                case 11 when isExponential:
                    AddExemplar(ref exemplars, reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var isConsistent = buckets.Count == bounds.Count + 1;
        return new ReceivedPoint(
            sender,
            instrument,
            Attributes.Read(message, isExponential ? 1 : 9),
            new MetricPoint(time, sum, count, isConsistent ? [.. buckets.Select(Nanoseconds)] : null),
            isConsistent ? [.. bounds.Select(BitConverter.UInt64BitsToDouble)] : [],
            isDelta,
            start,
            exemplars ?? []
        );
    }

    private static void AddExemplar(ref List<Exemplar>? exemplars, ReadOnlySpan<byte> message)
    {
        long time = 0;
        double value = 0;
        UInt128 trace = 0;
        ulong span = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    time = Nanoseconds(reader.Fixed64());
                    break;
                case 3:
                    value = Finite(reader.Double());
                    break;
                case 6:
                    value = unchecked((long)reader.Fixed64());
                    break;
                case 4:
                    span = SpanId(reader.Bytes());
                    break;
                case 5:
                    trace = TraceId(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        exemplars ??= [];
        if (trace != 0 && exemplars.Count < MostExemplars)
        {
            exemplars.Add(new Exemplar(time, value, trace, span));
        }
    }

    private static UInt128 TraceId(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;

    private static ulong SpanId(ReadOnlySpan<byte> bytes) => bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    // Unsigned on the wire; a time or count beyond 2^63 is the sender's mistake.
    private static long Nanoseconds(ulong value) => (long)Math.Min(value, long.MaxValue);

    // JSON has no infinities.
    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
