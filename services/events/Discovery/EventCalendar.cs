using System.Text;
using Community.Events.Publishing;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using NodaTime;
using NodaTime.TimeZones;
using Calendar = Ical.Net.Calendar;
using VTimeZoneInfo = Ical.Net.VTimeZoneInfo;

namespace Community.Events.Discovery;

/// <summary>An event as iCalendar (RFC 5545).</summary>
internal static class EventCalendar
{
    private const int MaxOctets = 75;
    private static readonly NodaTime.Duration Around = NodaTime.Duration.FromDays(400);

    public static byte[] Of(CommunityEvent e)
    {
        var zone = BclDateTimeZone.FromTimeZoneInfo(TimeZoneInfo.FindSystemTimeZoneById(e.TimeZone));
        var calendar = new Calendar
        {
            ProductId = "-//Community//Events//EN",
            Scale = "GREGORIAN",
            Method = "PUBLISH",
        };
        calendar.AddTimeZone(Clocks(zone, e));
        calendar.Events.Add(EntryOf(zone, e));
        var text = new CalendarSerializer(calendar).SerializeToString()!;
        // Joins folded lines again: the library breaks lines within surrogate pairs.
        var lines = text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => Fold(line) + "\r\n")));
    }

    private static CalendarEvent EntryOf(DateTimeZone zone, CommunityEvent e)
    {
        var entry = new CalendarEvent
        {
            Uid = $"{e.Id}@community",
            DtStamp = Utc(e.UpdatedAt),
            Created = Utc(e.CreatedAt),
            LastModified = Utc(e.UpdatedAt),
            Sequence = checked((int)e.Version),
            Status = StatusOf(e),
            Start = Time(zone, e.TimeZone, e.StartsAt),
            End = Time(zone, e.TimeZone, e.EndsAt),
            Summary = e.Name,
            Description = e.Description,
        };
        string[] place = [.. new[] { e.LocationName, e.LocationAddress, e.LocationCity, e.LocationCountry }.OfType<string>()];
        if (place.Length > 0)
        {
            entry.Location = string.Join(", ", place);
        }

        if (e is { Latitude: { } latitude, Longitude: { } longitude })
        {
            entry.GeographicLocation = new GeographicLocation(latitude, longitude);
        }

        if (e.Category is { } category)
        {
            entry.Categories.Add(category);
        }

        return entry;
    }

    private static string StatusOf(CommunityEvent e) =>
        e.Status switch
        {
            EventStatus.Cancelled => "CANCELLED",
            EventStatus.Draft => "TENTATIVE",
            _ => "CONFIRMED",
        };

    /// <summary>
    /// A time in the event's zone, as people announce it. Where an hour occurs twice, the time means the first occurrence (section 3.3.5);
    /// the second can only be written in UTC.
    /// </summary>
    private static CalDateTime Time(DateTimeZone zone, string name, DateTimeOffset time)
    {
        var zoned = Instant.FromDateTimeOffset(time).InZone(zone);
        var isSecond = zone.MapLocal(zoned.LocalDateTime) is { Count: 2 } both && both.Last() == zoned;
        return isSecond ? Utc(time) : new CalDateTime(zoned.ToDateTimeUnspecified(), name);
    }

    private static CalDateTime Utc(DateTimeOffset time) => new(time.UtcDateTime);

    /// <summary>
    /// The zone's clock around an event (section 3.6.5). Every change of the clock within some 400 days of the event is written with its
    /// date instead of by a rule: zones change their rules, and some (Ramadan in Morocco) have none.
    /// </summary>
    private static VTimeZone Clocks(DateTimeZone zone, CommunityEvent e)
    {
        var (from, until) = (Instant.FromDateTimeOffset(e.StartsAt) - Around, Instant.FromDateTimeOffset(e.EndsAt) + Around);
        var clocks = new VTimeZone { TzId = e.TimeZone };
        ZoneInterval? before = null;
        foreach (var interval in zone.GetZoneIntervals(from, until))
        {
            var begins = before is null
                ? new DateTime(1970, 1, 1)
                : interval.Start.WithOffset(before.WallOffset).LocalDateTime.ToDateTimeUnspecified();
            clocks.Children.Add(
                new VTimeZoneInfo(interval.Savings > Offset.Zero ? "DAYLIGHT" : "STANDARD")
                {
                    Start = new CalDateTime(begins),
                    OffsetFrom = new UtcOffset((before ?? interval).WallOffset.ToTimeSpan()),
                    OffsetTo = new UtcOffset(interval.WallOffset.ToTimeSpan()),
                }
            );
            before = interval;
        }

        return clocks;
    }

    /// <summary>Lines of at most 75 octets, never broken inside a character; a continued line begins with a space (section 3.1).</summary>
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
