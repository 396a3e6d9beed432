using System.Globalization;
using System.Text;
using Community.Events.Publishing;

namespace Community.Events.Discovery;

/// <summary>An event as iCalendar (RFC 5545).</summary>
internal static class EventCalendar
{
    private const int MaxOctets = 75;

    public static byte[] Of(CommunityEvent e)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(e.TimeZone);
        List<string> lines =
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Community//Events//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            .. CalendarTimeZone.Of(zone, e.TimeZone, e.StartsAt, e.EndsAt),
            "BEGIN:VEVENT",
            $"UID:{e.Id}@community",
            $"DTSTAMP:{Utc(e.UpdatedAt)}",
            $"CREATED:{Utc(e.CreatedAt)}",
            $"LAST-MODIFIED:{Utc(e.UpdatedAt)}",
            $"SEQUENCE:{e.Version}",
            $"STATUS:{StatusOf(e)}",
            $"DTSTART{Time(zone, e.TimeZone, e.StartsAt)}",
            $"DTEND{Time(zone, e.TimeZone, e.EndsAt)}",
            $"SUMMARY:{Escape(e.Name)}",
        ];
        if (e.Description is { } description)
        {
            lines.Add($"DESCRIPTION:{Escape(description)}");
        }

        string[] place = [.. new[] { e.LocationName, e.LocationAddress, e.LocationCity, e.LocationCountry }.OfType<string>()];
        if (place.Length > 0)
        {
            lines.Add($"LOCATION:{Escape(string.Join(", ", place))}");
        }

        if (e is { Latitude: { } latitude, Longitude: { } longitude })
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"GEO:{latitude:0.######};{longitude:0.######}"));
        }

        if (e.Category is { } category)
        {
            lines.Add($"CATEGORIES:{Escape(category)}");
        }

        lines.AddRange(["END:VEVENT", "END:VCALENDAR"]);
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => Fold(line) + "\r\n")));
    }

    private static string StatusOf(CommunityEvent e) => e.Status switch
    {
        EventStatus.Cancelled => "CANCELLED",
        EventStatus.Draft => "TENTATIVE",
        _ => "CONFIRMED",
    };

    /// <summary>
    /// In the event's zone, as people announce it. An hour that happens twice means the first one there (section 3.3.5): the second
    /// can only be said in UTC.
    /// </summary>
    private static string Time(TimeZoneInfo zone, string name, DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        var isSecond = zone.IsAmbiguousTime(local.DateTime) && local.Offset != zone.GetAmbiguousTimeOffsets(local.DateTime).Max();
        return isSecond ? $":{Utc(time)}" : $";TZID={name}:{CalendarTimeZone.Local(local.DateTime)}";
    }

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\r\n", "\\n", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\n", StringComparison.Ordinal);

    /// <summary>Lines of at most 75 octets, never broken inside a character; what goes on begins with a space (section 3.1).</summary>
    private static string Fold(string line)
    {
        var folded = new StringBuilder(line.Length);
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                folded.Append("\r\n ");
                octets = 1;
            }

            folded.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        return folded.ToString();
    }
}
