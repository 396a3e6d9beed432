using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Json;

/// <summary>
/// A refusal whose fault may be shown to the client. The serializer's own messages may not, because they name .NET types.
/// </summary>
internal sealed class JsonRuleException(Fault fault) : JsonException(fault.Message)
{
    public Fault Fault => fault;
}

/// <summary>
/// A refusal inside a converter that reads its value by itself: the outer reader adds the path to the value, the inner one the rest of the
/// path.
/// </summary>
internal sealed class JsonNestedException(JsonException inside) : JsonException(inside.Message)
{
    public JsonException Inside { get; } = inside;
}

/// <summary>Text without NUL (PostgreSQL cannot store it) and without lone surrogates or broken UTF-8 (no store can).</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public static readonly Fault NotText = new(FaultCode.WrongType, "must be a string");

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonRuleException(NotText);
        }

        return Text(ref reader);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text(ref reader);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);

    internal static string Text(ref Utf8JsonReader reader)
    {
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonRuleException(new(FaultCode.ForbiddenCharacters, "must be valid Unicode text (no lone surrogates)"));
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new JsonRuleException(new(FaultCode.ForbiddenCharacters, "must not contain the NUL character"))
            : text;
    }
}

/// <summary>
/// Reads RFC 3339 with an offset, writes UTC with Z. Times are converted to UTC when read, because Npgsql stores only UTC.
/// </summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public static readonly Fault Expected = new(
        FaultCode.InvalidTime,
        "must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z"
    );

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (
            reader.TokenType == JsonTokenType.String
            && HasOffset(TextConverter.Text(ref reader))
            && reader.TryGetDateTimeOffset(out var time)
        )
        {
            return time.ToUniversalTime();
        }

        throw new JsonRuleException(Expected);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        // The serializer's own form of a time in UTC is this one: with Z, and without zeros at the end of the fraction.
        writer.WriteStringValue(value.UtcDateTime);

    /// <summary>Whether the text is long enough for a time with an offset, and ends in one.</summary>
    public static bool HasOffset([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) =>
        text is { Length: >= 20 and <= 40 } && text[10] == 'T' && (text[^1] is 'Z' || (text[^3] is ':' && text[^6] is '+' or '-'));
}

/// <summary>Refuses numbers such as 1e400, which would become infinity.</summary>
internal sealed class FiniteDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new JsonRuleException(Expectations.NotANumber);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

internal sealed class FiniteSingleConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out var value) && float.IsFinite(value)
            ? value
            : throw new JsonRuleException(Expectations.NotANumber);

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
