using Community.Companion.Offline;

namespace Community.Companion.Tests.Offline;

public sealed class DailyMessagesTests
{
    private static readonly Guid Person = new("0195f3a2-7c11-7d3e-9a55-1f2e3d4c5b6a");
    private static readonly DateOnly Day = new(2026, 11, 21);

    [Fact]
    public void TheFirstMessageIsTheProductsOwn() => DailyMessages.All[0].English.ShouldBe("You showed up — that's enough.");

    [Fact]
    public void ThereAreSixtyAndMoreInBothLanguages()
    {
        DailyMessages.All.Count.ShouldBeGreaterThanOrEqualTo(60);
        DailyMessages.All.Select(message => message.English).ShouldBeUnique();
        DailyMessages.All.Select(message => message.Arabic).ShouldBeUnique();
        DailyMessages
            .All.SelectMany(message => new[] { message.English, message.Arabic })
            .ShouldAllBe(message => message.Length > 0 && message.Length <= 120 && !message.Contains('!'));
    }

    [Fact]
    public void NoneComesAgainBeforeAllWereThere() =>
        Enumerable.Range(0, DailyMessages.All.Count).Select(days => DailyMessages.Of(Person, Day.AddDays(days))).ShouldBeUnique();

    [Fact]
    public void PeopleBeginElsewhere() =>
        Enumerable
            .Range(0, 40)
            .Select(number => DailyMessages.Of(new Guid(number * 7919, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8), Day))
            .Distinct()
            .Count()
            .ShouldBeGreaterThan(10);
}
