using System.Globalization;

namespace Community.Events.Discovery;

/// <summary>
/// A zone's clock around an event, as iCalendar's VTIMEZONE (RFC 5545, section 3.6.5). Every change of the clock within a year of the
/// event is said by its date rather than by a rule: zones change their rules, and some (Ramadan in Morocco) have none.
/// </summary>
internal static class CalendarTimeZone
{
    private static readonly TimeSpan Around = TimeSpan.FromDays(400);
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    public static IEnumerable<string> Of(TimeZoneInfo zone, string name, DateTimeOffset start, DateTimeOffset end)
    {
        var (from, until) = (start.ToUniversalTime() - Around, end.ToUniversalTime() + Around);
        var first = zone.GetUtcOffset(from);
        return
        [
            "BEGIN:VTIMEZONE", $"TZID:{name}",
            .. Observance(zone.IsDaylightSavingTime(from), "19700101T000000", first, first),
            .. ChangesOf(zone, from, until).SelectMany(at =>
            {
                var (before, after) = (zone.GetUtcOffset(at.AddSeconds(-1)), zone.GetUtcOffset(at));
                return Observance(zone.IsDaylightSavingTime(at), Local(at.UtcDateTime + before), before, after);
            }),
            "END:VTIMEZONE",
        ];
    }

    public static string Local(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    /// <summary>The moments from which on the clock shows another offset.</summary>
    private static IEnumerable<DateTimeOffset> ChangesOf(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until)
    {
        for (var day = from; day < until; day += Step)
        {
            if (zone.GetUtcOffset(day) != zone.GetUtcOffset(day + Step))
            {
                yield return ChangeIn(zone, day.ToUnixTimeSeconds(), (day + Step).ToUnixTimeSeconds());
            }
        }
    }

    private static DateTimeOffset ChangeIn(TimeZoneInfo zone, long before, long after)
    {
        var offset = OffsetAt(before);
        while (after - before > 1)
        {
            var between = before + ((after - before) / 2);
            (before, after) = OffsetAt(between) == offset ? (between, after) : (before, between);
        }

        return DateTimeOffset.FromUnixTimeSeconds(after);

        TimeSpan OffsetAt(long second) => zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(second));
    }

    private static IEnumerable<string> Observance(bool isDaylight, string begin, TimeSpan from, TimeSpan to)
    {
        var kind = isDaylight ? "DAYLIGHT" : "STANDARD";
        return [$"BEGIN:{kind}", $"DTSTART:{begin}", $"TZOFFSETFROM:{Offset(from)}", $"TZOFFSETTO:{Offset(to)}", $"END:{kind}"];
    }

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(offset.Seconds == 0 ? "hhmm" : "hhmmss", CultureInfo.InvariantCulture);
}
