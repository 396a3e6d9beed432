using System.Globalization;
using System.Runtime.InteropServices;

namespace Community.AppHost.Telemetry;

/// <summary>A part of time, in nanoseconds since 1970, as queries name it.</summary>
/// <param name="Since">The first moment.</param>
/// <param name="Until">The last moment.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Period(long Since, long Until)
{
    /// <summary>
    /// Reads two moments: RFC 3339, or a time span back from now (<c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>).
    /// </summary>
    /// <exception cref="BadHttpRequestException">One is neither; the answer is 400 with this message.</exception>
    public static Period Parse(string? since, string? until, DateTimeOffset now) =>
        new(
            string.IsNullOrEmpty(since) ? 0 : Moment("since", since, now),
            string.IsNullOrEmpty(until) ? long.MaxValue : Moment("until", until, now)
        );

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>The moment of some nanoseconds since 1970.</summary>
    public static DateTimeOffset Time(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(nanoseconds / 100, 0, (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks));

    public bool Contains(long nanoseconds) => nanoseconds >= Since && nanoseconds <= Until;

    private static long Moment(string name, string text, DateTimeOffset now)
    {
        double? seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => null,
        };
        return seconds is { } unit
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * unit <= 366 * 86_400
                ? Nanoseconds(now.AddSeconds(-count * unit))
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Nanoseconds(time)
            : throw new BadHttpRequestException($"{name} is a time like 2026-01-31T12:00:00Z or a time span back from now like 15m.");
    }
}

/// <summary>A condition on one attribute: <c>key</c> (it is there), <c>key=value</c>, or <c>key!=value</c>.</summary>
internal sealed record AttributeCondition(byte[] Key, string? Value, bool IsNegated)
{
    public static IReadOnlyList<AttributeCondition> Parse(string[]? conditions) => [.. (conditions ?? []).Select(Parse)];

    /// <summary>Whether a record meets it; a record without the attribute meets <c>key!=value</c>.</summary>
    public bool IsMet(ReadOnlySpan<byte> body, int field)
    {
        var found = Attributes.Find(body, field, Key);
        return Value is null ? found is not null : string.Equals(found, Value, StringComparison.OrdinalIgnoreCase) != IsNegated;
    }

    private static AttributeCondition Parse(string condition)
    {
        var equals = condition.IndexOf('=', StringComparison.Ordinal);
        var isNegated = equals > 0 && condition[equals - 1] == '!';
        var key = equals < 0 ? condition : condition[..(isNegated ? equals - 1 : equals)];
        return new AttributeCondition(
            System.Text.Encoding.UTF8.GetBytes(key.Trim()),
            equals < 0 ? null : condition[(equals + 1)..].Trim(),
            isNegated
        );
    }
}
