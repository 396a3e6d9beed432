using System.Globalization;
using System.Text;

namespace Community.AppHost.Telemetry;

/// <summary>
/// Reads attributes (OTLP's <c>KeyValue</c>) from the bytes of a span, a log record or a resource. Records keep their bytes; a page or a
/// filter reads the attributes that it needs.
/// </summary>
internal static class Attributes
{
    /// <summary>How many attributes of one record are read.</summary>
    private const int Most = 128;

    /// <summary>How many UTF-16 units of a text value are read; the length limit of OpenTelemetry's collectors.</summary>
    private const int LongestText = 32_768;

    /// <summary>How deep arrays and maps may be nested; a deeper value reads as "…".</summary>
    private const int Deepest = 8;

    /// <summary>All attributes in the field <paramref name="field"/> of <paramref name="message"/>; the last value of a key wins.</summary>
    public static Dictionary<string, object?> Read(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field && attributes.Count < Most)
            {
                var (key, value) = KeyValue(reader.Bytes());
                attributes[key] = Value(value, depth: 0);
            }
            else
            {
                reader.Skip();
            }
        }

        return attributes;
    }

    /// <summary>The value of one attribute as text; null if the record does not have it.</summary>
    public static string? Find(ReadOnlySpan<byte> message, int field, ReadOnlySpan<byte> key)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != field)
            {
                reader.Skip();
                continue;
            }

            var pair = new ProtoReader(reader.Bytes());
            var found = false;
            while (pair.Next())
            {
                if (pair.Field == 1)
                {
                    found = pair.Bytes().SequenceEqual(key);
                }
                else if (pair.Field == 2 && found)
                {
                    return AsText(Value(pair.Bytes(), depth: 0));
                }
                else
                {
                    pair.Skip();
                }
            }
        }

        return null;
    }

    /// <summary>A value as a page shows it and a filter compares it.</summary>
    public static string AsText(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            bool truth => truth ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable<KeyValuePair<string, object?>> map => "{"
                + string.Join(", ", map.Select(pair => $"{pair.Key}: {AsText(pair.Value)}"))
                + "}",
            IEnumerable<object?> list => "[" + string.Join(", ", list.Select(AsText)) + "]",
            _ => value.ToString() ?? "",
        };

    /// <summary>An <c>AnyValue</c>: a text, a truth value, a number, a list, a map, or base64 of bytes.</summary>
    public static object? Value(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > Deepest)
        {
            return "…";
        }

        var reader = new ProtoReader(message);
        object? value = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    value = Shortened(reader.Text());
                    break;
                case 2:
                    value = reader.Varint() != 0;
                    break;
                case 3:
                    value = reader.Varint();
                    break;
                case 4:
                    // JSON has no infinities.
                    value = reader.Double() is var number && double.IsFinite(number) ? number : AsText(number);
                    break;
                case 5:
                    value = List(reader.Bytes(), depth + 1);
                    break;
                case 6:
                    value = Map(reader.Bytes(), depth + 1);
                    break;
                case 7:
                    var bytes = reader.Bytes();
                    value = Convert.ToBase64String(bytes[..Math.Min(bytes.Length, LongestText / 2)]);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return value;
    }

    private static string Shortened(string text) => text.Length > LongestText ? text[..LongestText] + "…" : text;

    private static List<object?> List(ReadOnlySpan<byte> message, int depth)
    {
        var values = new List<object?>();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1 && values.Count < Most)
            {
                values.Add(Value(reader.Bytes(), depth));
            }
            else
            {
                reader.Skip();
            }
        }

        return values;
    }

    private static Dictionary<string, object?> Map(ReadOnlySpan<byte> message, int depth)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1 && values.Count < Most)
            {
                var (key, value) = KeyValue(reader.Bytes());
                values[key] = Value(value, depth);
            }
            else
            {
                reader.Skip();
            }
        }

        return values;
    }

    private static Pair KeyValue(ReadOnlySpan<byte> message)
    {
        var pair = new Pair { Key = "" };
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    pair.Key = Names.Of(reader.Bytes());
                    break;
                case 2:
                    pair.Value = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return pair;
    }

    private ref struct Pair
    {
        public string Key;
        public ReadOnlySpan<byte> Value;

        public readonly void Deconstruct(out string key, out ReadOnlySpan<byte> value)
        {
            key = Key;
            value = Value;
        }
    }
}

/// <summary>
/// One string for all equal names (attribute keys, span names, meters), which come again and again. The number of names is bounded: a
/// sender that invents names gets strings of their own.
/// </summary>
internal static class Names
{
    private const int Most = 20_000;
    private const int Longest = 256;
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();

    /// <summary>The string of some UTF-8; at most 256 characters of it.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        Span<char> buffer = stackalloc char[Longest];
        Encoding.UTF8.TryGetChars(utf8.Length > Longest ? utf8[..Longest] : utf8, buffer, out var length);
        var name = buffer[..length];
        lock (Gate)
        {
            var lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(name, out var known))
            {
                return known;
            }

            var made = name.ToString();
            if (Known.Count < Most)
            {
                Known.Add(made);
            }

            return made;
        }
    }
}
