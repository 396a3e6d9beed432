using System.Net;
using System.Text;
using Community.Events.Discovery;
using Community.Events.Publishing;
using Community.Events.Tests.Publishing;
using Community.Testing;

namespace Community.Events.Tests.Discovery;

[Collection(nameof(EventsTests))]
public sealed class EventCalendarTests(EventsApplication events)
{
    [Fact]
    public async Task ACalendarIsGivenToUsersWhoSeeTheEvent()
    {
        var organizer = events.Organizer(Guid.CreateVersion7());
        var (id, draft) = ((await organizer.PublishedAsync()).Id(), (await organizer.CreateAsync()).Id());

        using var answer = await events.Http().GetAsync($"/api/v1/events/{id}/calendar.ics");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        var lines = Unfolded(await answer.Content.ReadAsByteArrayAsync());
        lines.ShouldContain($"UID:{id}@community");
        lines.ShouldContain($"DTSTART;TZID=Asia/Dubai:{Calls.Soon.AddHours(4):yyyyMMdd'T'HHmmss}");
        lines.ShouldContain("SEQUENCE:1");
        lines.ShouldContain("STATUS:CONFIRMED");
        await (await events.Http().GetAsync($"/api/v1/events/{draft}/calendar.ics")).ShouldBeAsync(HttpStatusCode.NotFound);
        (await organizer.GetAsync($"/api/v1/events/{draft}/calendar.ics")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>A reader of the calendar by RFC 5545 gets exactly the event's instants, at every kind of clock change.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-10-24T20:00:00Z", 8)] // The night in which the clock goes back.
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", 2)] // Begins in the hour that occurs twice, the first time.
    [InlineData("Europe/Berlin", "2026-10-25T01:30:00Z", 2)] // ... the second time
    [InlineData("Europe/Berlin", "2026-03-29T00:30:00Z", 2)] // The clock goes forward during it.
    [InlineData("America/New_York", "2026-11-01T04:00:00Z", 12)]
    [InlineData("America/New_York", "2026-11-01T06:30:00Z", 12)]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:45:00Z", 3)] // A change of half an hour.
    [InlineData("Africa/Casablanca", "2026-02-14T22:00:00Z", 48)] // Ramadan, without a rule.
    [InlineData("Europe/Dublin", "2026-10-24T20:00:00Z", 8)]
    [InlineData("Asia/Kathmandu", "2026-06-01T10:00:00Z", 2)]
    [InlineData("Asia/Dubai", "2026-06-01T10:00:00Z", 700)]
    [InlineData("Pacific/Apia", "2026-06-01T10:00:00Z", 2)]
    [InlineData("America/St_Johns", "2026-03-08T04:00:00Z", 4)]
    [InlineData("UTC", "2026-06-01T10:00:00Z", 2)]
    public void EveryCalendarComesToTheSameInstants(string zone, string start, int hours)
    {
        var begin = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
        var lines = Unfolded(EventCalendar.Of(Event(zone, begin, begin.AddHours(hours))));

        CalendarReader.InstantOf(lines, "DTSTART").ShouldBe(begin.UtcDateTime);
        CalendarReader.InstantOf(lines, "DTEND").ShouldBe(begin.AddHours(hours).UtcDateTime);
    }

    [Fact]
    public void TheClocksOfTheZoneAreNamed()
    {
        var lines = Unfolded(
            EventCalendar.Of(Event("Europe/Berlin", new(2026, 7, 1, 18, 0, 0, TimeSpan.Zero), new(2026, 7, 1, 20, 0, 0, TimeSpan.Zero)))
        );
        var text = string.Join('\n', lines);
        text.ShouldContain("BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT");
        text.ShouldContain("BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD");
        lines.ShouldContain("DTSTART;TZID=Europe/Berlin:20260701T200000");
    }

    [Fact]
    public void TextIsEscapedAndLinesAreFoldedBetweenCharacters()
    {
        var e = Event("UTC", Calls.Soon, Calls.Soon.AddHours(1));
        e.Name = "Bread; salt, \\ and " + string.Concat(Enumerable.Repeat("🥖é", 60));
        e.Description = "one\r\ntwo\nBEGIN:VALARM";
        e.LocationName = "Quay, 3";
        e.Status = EventStatus.Cancelled;
        e.Version = 7;

        var bytes = EventCalendar.Of(e);
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);

        foreach (var line in text.Split("\r\n"))
        {
            Encoding.UTF8.GetByteCount(line).ShouldBeLessThanOrEqualTo(75);
            line.ShouldNotContain('\n');
            line.ShouldNotContain('\uFFFD');
        }

        var lines = Unfolded(bytes);
        lines.ShouldContain("SUMMARY:Bread\\; salt\\, \\\\ and " + string.Concat(Enumerable.Repeat("🥖é", 60)));
        lines.ShouldContain("DESCRIPTION:one\\ntwo\\nBEGIN:VALARM");
        lines.ShouldContain("LOCATION:Quay\\, 3");
        lines.ShouldContain("STATUS:CANCELLED");
        lines.ShouldContain("SEQUENCE:7");
        (lines[0], lines[^1]).ShouldBe(("BEGIN:VCALENDAR", "END:VCALENDAR"));
    }

    private static List<string> Unfolded(byte[] calendar)
    {
        var text = Encoding.UTF8.GetString(calendar);
        text.ShouldEndWith("\r\n");
        return [.. text[..^2].Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n")];
    }

    private static CommunityEvent Event(string zone, DateTimeOffset start, DateTimeOffset end) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Version = 1,
            OrganizerId = Guid.CreateVersion7(),
            Status = EventStatus.Published,
            Visibility = EventVisibility.Public,
            Name = "Evening bake",
            EventType = "workshop",
            TypeKey = "workshop",
            TimeZone = zone,
            StartsAt = start,
            EndsAt = end,
            Currency = "USD",
            CreatedAt = Calls.Soon,
        };
}

/// <summary>Reads like a calendar program that knows time zones only from the file.</summary>
internal static class CalendarReader
{
    private const string Form = "yyyyMMdd'T'HHmmss";

    public static DateTime InstantOf(List<string> lines, string property)
    {
        var line = lines.Single(line =>
            line.StartsWith(property, StringComparison.Ordinal) && lines.IndexOf(line) > lines.IndexOf("BEGIN:VEVENT")
        );
        var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (value.EndsWith('Z'))
        {
            return Parse(value[..^1]);
        }

        line.ShouldContain(
            lines.Single(line => line.StartsWith("TZID:", StringComparison.Ordinal)).Replace("TZID:", "TZID=", StringComparison.Ordinal)
        );
        var local = Parse(value);
        // The last observance that began, by the clock before it. A time that occurs twice means the first: so compare instants, not
        // clocks.
        return Observances(lines)
            .Select(observance => observance.To)
            .Distinct()
            .Select(offset => DateTime.SpecifyKind(local - offset, DateTimeKind.Utc))
            .Order()
            .First(instant => instant + OffsetAt(lines, instant) == local);
    }

    private static TimeSpan OffsetAt(List<string> lines, DateTime instant) =>
        Observances(lines).Where(observance => observance.Begin <= instant).MaxBy(observance => observance.Begin).To;

    private static IEnumerable<(DateTime Begin, TimeSpan To)> Observances(List<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] is "BEGIN:STANDARD" or "BEGIN:DAYLIGHT")
            {
                var (from, to) = (Offset(lines[i + 2]), Offset(lines[i + 3]));
                yield return (Parse(lines[i + 1]["DTSTART:".Length..]) - from, to);
            }
        }
    }

    private static DateTime Parse(string text) =>
        DateTime.SpecifyKind(DateTime.ParseExact(text, Form, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);

    private static TimeSpan Offset(string line)
    {
        var text = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var size = TimeSpan.ParseExact(text[1..], "hhmm", System.Globalization.CultureInfo.InvariantCulture);
        return text[0] == '-' ? -size : size;
    }
}
