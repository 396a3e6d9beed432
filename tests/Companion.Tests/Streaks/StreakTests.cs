using Community.Companion.People;
using Community.Companion.Streaks;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Companion.Tests.Streaks;

public sealed class StreakTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void EachDayInARowMakesItLonger()
    {
        var streak = Walk("UTC", 0, 24, 48);
        (streak.Days, streak.Longest).ShouldBe((3, 3));
        Walk("UTC", 0, 1, 2, 11).Days.ShouldBe(1, "one day counts once");
    }

    [Fact]
    public void AMissedDayEndsIt()
    {
        var streak = Walk("UTC", 0, 24, 72);
        (streak.Days, streak.Longest).ShouldBe((1, 2));
        Walk("UTC", 0, 24).LengthAt(In("UTC"), Monday.AddHours(47)).ShouldBe(2, "until tomorrow is over");
        Walk("UTC", 0, 24).LengthAt(In("UTC"), Monday.AddHours(72)).ShouldBe(0);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T22:30:00Z", "2026-03-29T21:30:00Z", "2026-03-30T21:30:00Z")]
    [InlineData("America/New_York", "2026-10-31T04:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T05:30:00Z")]
    [InlineData("Africa/Cairo", "2026-04-23T21:59:00Z", "2026-04-24T20:59:00Z", "2026-04-25T20:59:00Z")]
    public void AClockThatChangesDoesNot(string zone, params string[] times) =>
        times
            .Aggregate(
                (Streak?)null,
                (streak, time) =>
                    Streak.After(streak, In(zone), DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture))
            )!
            .Days.ShouldBe(3);

    [Fact]
    public void ATripOverTheDateLineDoesNot()
    {
        // Honolulu, the evening of the 2nd; a night's flight; Auckland, the morning of the 4th.
        var west = Streak.After(null, In("Pacific/Honolulu"), new(2026, 3, 3, 4, 0, 0, TimeSpan.Zero));
        var arrived = Streak.After(west, In("Pacific/Auckland"), new(2026, 3, 3, 20, 0, 0, TimeSpan.Zero));
        arrived.Days.ShouldBe(2);

        // Back to a date that was counted already: nothing is counted twice, and nothing is lost.
        var back = Streak.After(arrived, In("Pacific/Honolulu"), new(2026, 3, 4, 8, 0, 0, TimeSpan.Zero));
        back.Days.ShouldBe(2);
        var again = Streak.After(back, In("Pacific/Honolulu"), new(2026, 3, 4, 20, 0, 0, TimeSpan.Zero));
        again.Days.ShouldBe(2, "the 4th was counted in Auckland");
        Streak.After(again, In("Pacific/Honolulu"), new(2026, 3, 5, 20, 0, 0, TimeSpan.Zero)).Days.ShouldBe(3);
    }

    [Fact]
    public void TurningTheZoneToAndFroGivesNoMoreDaysThanTheCalendar() =>
        Prop.ForAll(
                Gen.Elements("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago", "Asia/Dubai").Two().ArrayOf(20).ToArbitrary(),
                zones =>
                {
                    var (streak, now) = ((Streak?)null, Monday);
                    foreach (var (one, other) in zones.Select(pair => (pair.Item1, pair.Item2)))
                    {
                        streak = Streak.After(Streak.After(streak, In(one), now), In(other), now.AddMinutes(1));
                        now = now.AddHours(6);
                    }

                    // Twenty times six hours are five days. They touch six dates, or seven with the zones where it is already tomorrow.
                    return streak!.Longest <= 7;
                }
            )
            .QuickCheckThrowOnFailure();

    private static Streak Walk(string zone, params int[] hours) =>
        hours.Aggregate((Streak?)null, (streak, hour) => Streak.After(streak, In(zone), Monday.AddHours(hour)))!;

    private static Person In(string zone) => new() { Id = Guid.Empty, TimeZone = zone };
}
