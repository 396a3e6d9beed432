using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Community.Platform.Http.Validation;

/// <summary>
/// An enum in a query or route, by the same snake_case words as in JSON. A bare enum would accept C# names and any integer.
/// </summary>
/// <param name="Value">The choice.</param>
public readonly record struct Choice<TEnum>(TEnum Value) : IParsable<Choice<TEnum>>
    where TEnum : struct, Enum
{
    // They are few, so a linear search is as fast as a table.
    private static readonly (string Word, TEnum Value)[] Words =
    [
        .. Enum.GetValues<TEnum>().Select(v => (JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()), v)),
    ];

    /// <summary>The enum's value.</summary>
    public static implicit operator TEnum(Choice<TEnum> choice) => choice.Value;

#pragma warning disable CA1000 // IParsable demands these members, and minimal APIs find them by name
    /// <inheritdoc/>
    public static Choice<TEnum> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var choice) ? choice : throw new FormatException("Not one of the words.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Choice<TEnum> result)
    {
        foreach (var (word, value) in Words)
        {
            if (word == s)
            {
                result = new(value);
                return true;
            }
        }

        result = default;
        return false;
    }
#pragma warning restore CA1000
}

/// <summary>
/// A time in a query: RFC 3339 with an offset, from 1900 to 2199, kept in UTC. A bare DateTimeOffset would guess a missing offset.
/// </summary>
/// <param name="Value">The time, in UTC.</param>
public readonly record struct QueryTime(DateTimeOffset Value) : IParsable<QueryTime>
{
    /// <summary>The time, in UTC.</summary>
    public static implicit operator DateTimeOffset(QueryTime time) => time.Value;

    /// <inheritdoc/>
    public static QueryTime Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var time) ? time : throw new FormatException("Not an RFC 3339 time with an offset.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out QueryTime result)
    {
        result = default;
        if (
            !Json.TimeConverter.HasOffset(s)
            || !DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || !Json.ClientTimes.Contains(time)
        )
        {
            return false;
        }

        result = new(time.ToUniversalTime());
        return true;
    }
}
