using Community.Events.Tickets;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Events.Tests.Tickets;

public sealed class TicketCodeTests
{
    [Fact]
    public void EveryCharacterComesAboutAsOftenAsEveryOther()
    {
        const int codes = 20_000;
        var counts = Enumerable
            .Range(0, codes)
            .SelectMany(_ => TicketCode.New()[5..])
            .GroupBy(c => c)
            .ToDictionary(group => group.Key, group => group.Count());

        counts.Count.ShouldBe(36);
        // 160,000 draws of 36: 4,444 each, with a standard deviation of 66.
        counts.Values.ShouldAllBe(count => count > 4444 - 400 && count < 4444 + 400);
    }

    [Fact]
    public void NoTwoAreTheSame() => Enumerable.Range(0, 10_000).Select(_ => TicketCode.New()).Distinct().Count().ShouldBe(10_000);

    [Theory]
    [InlineData("COMM-A1B2C3D4")]
    [InlineData("comm-a1b2c3d4")]
    [InlineData(" comm a1b2 c3d4 ")]
    [InlineData("COMMA1B2C3D4")]
    [InlineData("a1b2-c3d4")]
    public void PeopleTypeItAsTheyLike(string typed) => TicketCode.Parse(typed).ShouldBe("COMM-A1B2C3D4");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("COMM-")]
    [InlineData("COMM-A1B2C3D")]
    [InlineData("COMM-A1B2C3D45")]
    [InlineData("TEAM-A1B2C3D4")]
    [InlineData("COMM-A1B2C3Ö4")]
    [InlineData("COMM-A1B2C3١4")]
    public void WhatIsNoCodeIsNone(string? typed) => TicketCode.Parse(typed).ShouldBeNull();

    [Fact]
    public void AnyTextIsACodeOrNoneAndEveryCodeIsItself() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string?>(),
                text => TicketCode.Parse(text) is not { } code || (code.Length == TicketCode.Length && TicketCode.Parse(code) == code)
            )
            .QuickCheckThrowOnFailure();
}
