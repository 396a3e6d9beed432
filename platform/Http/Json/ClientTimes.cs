using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Json;

/// <summary>
/// The times and dates that a client may give: from 1900 up to and without 2200. Other times are mistakes or attacks: PostgreSQL keeps
/// microseconds, so 9999-12-31T23:59:59.9999999Z comes back as the year 10000, which .NET cannot read; 0001-01-01 is its -infinity. The
/// rule applies to every body and query. A service that parses a time itself calls <see cref="Contains(DateTimeOffset)"/>.
/// </summary>
public static class ClientTimes
{
    /// <summary>The first accepted moment.</summary>
    public static readonly DateTimeOffset First = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first moment after the accepted range.</summary>
    public static readonly DateTimeOffset End = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The fault of another time.</summary>
    public static Fault Expected { get; } = new(FaultCode.InvalidTime, "must be between the years 1900 and 2199");

    /// <summary>Whether a client may give this time.</summary>
    public static bool Contains(DateTimeOffset time) => time >= First && time < End;

    /// <summary>Whether a client may give this date.</summary>
    public static bool Contains(DateOnly date) => date.Year is >= 1900 and < 2200;
}

/// <summary>A time that a client gives, see <see cref="ClientTimes"/>.</summary>
internal sealed class ClientTimeConverter : JsonConverter<DateTimeOffset>
{
    private static readonly TimeConverter Any = new();

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var time = Any.Read(ref reader, typeToConvert, options);
        return ClientTimes.Contains(time) ? time : throw new JsonRuleException(ClientTimes.Expected);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        Any.Write(writer, value, options);
}

/// <summary>A date that a client gives, see <see cref="ClientTimes"/>.</summary>
internal sealed class ClientDateConverter : JsonConverter<DateOnly>
{
    public static readonly Fault Expected = new(FaultCode.InvalidTime, "must be a date such as 2026-01-31");
    private const string Form = "yyyy-MM-dd";

    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (
            reader.TokenType != JsonTokenType.String
            || !DateOnly.TryParseExact(
                TextConverter.Text(ref reader),
                Form,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
        )
        {
            throw new JsonRuleException(Expected);
        }

        return ClientTimes.Contains(date) ? date : throw new JsonRuleException(ClientTimes.Expected);
    }

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture));
}
