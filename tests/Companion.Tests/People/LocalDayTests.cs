using Community.Companion.People;

namespace Community.Companion.Tests.People;

public sealed class LocalDayTests
{
    [Theory]
    [InlineData(null, "2026-03-01T23:59:59Z", "2026-03-01", "2026-03-02T00:00:00Z")]
    [InlineData("Asia/Dubai", "2026-03-01T19:59:59Z", "2026-03-01", "2026-03-01T20:00:00Z")]
    [InlineData("Asia/Dubai", "2026-03-01T20:00:00Z", "2026-03-02", "2026-03-02T20:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T06:00:00Z", "2026-03-08", "2026-03-09T04:00:00Z")] // 23 hours long
    [InlineData("Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-25", "2026-10-25T23:00:00Z")] // 25 hours long
    [InlineData("Asia/Beirut", "2026-03-28T12:00:00Z", "2026-03-28", "2026-03-28T22:00:00Z")] // The next day begins at 1:00.
    [InlineData("No/Such_Zone", "2026-03-01T12:00:00Z", "2026-03-01", "2026-03-02T00:00:00Z")]
    public void ADayIsFromMidnightToMidnightWhereThePersonLives(string? zone, string now, string day, string end)
    {
        var person = new Person { Id = Guid.CreateVersion7(), TimeZone = zone };
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        LocalDay.Of(person, at).ToString("O", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(day);
        LocalDay.EndOf(person, at).ShouldBe(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Havana")]
    [InlineData("Asia/Beirut")]
    [InlineData("Pacific/Auckland")]
    [InlineData("America/Santiago")]
    public void TheNextDayBeginsWhereADayEnds(string zone)
    {
        var person = new Person { Id = Guid.CreateVersion7(), TimeZone = zone };
        for (var now = new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero); now.Year == 2026; now = now.AddHours(1))
        {
            var end = LocalDay.EndOf(person, now);
            end.ShouldBeGreaterThan(now);
            LocalDay.Of(person, end.AddSeconds(-1)).ShouldBe(LocalDay.Of(person, now), $"{zone} at {now:O}");
            LocalDay.Of(person, end).ShouldBe(LocalDay.Of(person, now).AddDays(1), $"{zone} at {now:O}");
        }
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(30, null, 30)]
    [InlineData(null, 12, 13)]
    [InlineData(30, 12, 13)]
    [InlineData(13, 30, 13)]
    public void OfTwoAgesTheLowerCountsAndItGrows(int? ofProfile, int? declared, int? age)
    {
        var start = new DateTimeOffset(2026, 2, 1, 8, 0, 0, TimeSpan.Zero);
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            Age = ofProfile,
            DeclaredAge = declared,
            AgeDeclaredAt = declared is null ? null : start,
        };

        KnownAge.Of(person, start.AddYears(1)).ShouldBe(age);
        KnownAge.Of(person, start.AddYears(1).AddSeconds(-1)).ShouldBe(declared is 12 ? 12 : age);
    }
}
