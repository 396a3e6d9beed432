using System.Globalization;
using Community.Platform.Http.Validation;

namespace Community.Events.Publishing;

/// <summary>A time as a user writes it: with an offset, or as the local time of the place.</summary>
/// <param name="Clock">The date and time that was written.</param>
/// <param name="Offset">The offset from UTC; null: that of the place.</param>
internal readonly record struct WrittenTime(DateTime Clock, TimeSpan? Offset)
{
    private const int FirstYear = 1900;
    private const int LastYear = 2199;

    private static readonly string[] Clocks =
    [
        .. from separator in (string[])["'T'", "' '"]
        from time in (string[])["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"]
        select $"yyyy-MM-dd{separator}{time}",
    ];

    private static readonly string[] WithOffset = [.. Clocks.Select(clock => clock + "zzz"), .. Clocks.Select(clock => clock + "'Z'")];

    /// <summary>Null if it is not a time, or is out of range for an event: before 1900 or after 2199.</summary>
    public static WrittenTime? Parse(string text) => Read(text) is { Clock.Year: >= FirstYear and <= LastYear } time ? time : null;

    /// <summary>Whether it is a time, in range or not.</summary>
    public static bool IsTime(string text) => Read(text) is not null;

    private static WrittenTime? Read(string text)
    {
        if (DateTime.TryParseExact(text, Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            return new(clock, null);
        }

        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new(time.DateTime, time.Offset)
            : null;
    }

    /// <summary>
    /// The moment, in UTC. A local time that a zone skips is counted on from before the gap. One that occurs twice means the first
    /// occurrence. Calendars read them in the same way (RFC 5545, section 3.3.5).
    /// </summary>
    public DateTimeOffset In(TimeZoneInfo zone) => new DateTimeOffset(Clock, Offset ?? OffsetIn(zone)).ToUniversalTime();

    private TimeSpan OffsetIn(TimeZoneInfo zone) =>
        zone.IsInvalidTime(Clock) ? zone.GetUtcOffset(Clock.AddDays(-1))
        : zone.IsAmbiguousTime(Clock) ? zone.GetAmbiguousTimeOffsets(Clock).Max()
        : zone.GetUtcOffset(Clock);
}

/// <summary>A time with an offset, or without one: then it is in the event's zone.</summary>
internal sealed class WrittenTimeAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Fault? FaultOf(string text) =>
        WrittenTime.Parse(text) is not null ? null
        : WrittenTime.IsTime(text) ? EventRules.YearsExpected
        : new(FaultCode.InvalidTime, "must be a time such as 2026-01-31T18:30:00Z, or 2026-01-31T18:30 in the event's time_zone");
}
