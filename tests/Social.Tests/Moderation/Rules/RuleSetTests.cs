using Community.Contracts.Social;
using Community.Social.Moderation.Rules;

namespace Community.Social.Tests.Moderation.Rules;

/// <summary>The evaluator alone: texts that match, and above all texts that do not.</summary>
public sealed class RuleSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("viagra now")]
    [InlineData("VIAGRA")]
    [InlineData("Buy Viagra!")]
    [InlineData("(viagra)")]
    [InlineData("viagra, cheap")]
    [InlineData("ｖｉａｇｒａ")]
    [InlineData("v1agra")]
    [InlineData("v!agr@")]
    [InlineData("V14GRA")]
    [InlineData("v i a g r a")]
    [InlineData("buy v i a g r a today")]
    [InlineData("v.i.a.g.r.a")]
    [InlineData("v-i-a-g-r-a")]
    [InlineData("via-gra")]
    [InlineData("via_gra")]
    [InlineData("viagraaaaa")]
    [InlineData("vi\u200Bagra")]
    [InlineData("v\u0334i\u0334a\u0334gra")]
    [InlineData("vіаgrа")]
    [InlineData("one\nviagra\ntwo")]
    [InlineData("free CASH prize inside")]
    [InlineData("free: cash, prize")]
    [InlineData("Fr33 c a s h pr1ze")]
    [InlineData("free ca-sh prizeee")]
    public void HitsTheWordHoweverItIsDressed(string text) => Hit(Words("viagra", "cash prize"), text).ShouldBeTrue();

    [Theory]
    [InlineData("Scunthorpe United", "cunt")]
    [InlineData("Penistone", "penis")]
    [InlineData("Essex and Sussex", "sex")]
    [InlineData("a classic assassin passes the bassoon", "ass")]
    [InlineData("cocktails at the peacock", "cock")]
    [InlineData("grapefruit and drapes", "rape")]
    [InlineData("my therapist listens", "rapist")]
    [InlineData("therapist", "the rapist")]
    [InlineData("shiitake mushrooms", "shit")]
    [InlineData("Charles Dickens wrote", "dick")]
    [InlineData("the A55 road", "ass")]
    [InlineData("455 people came", "ass")]
    [InlineData("room 8008", "boob")]
    [InlineData("15 + 5 = 20", "is")]
    [InlineData("G. R. Apefruit", "rape")]
    [InlineData("g r a p e s", "rape")]
    [InlineData("as several people said", "ass")]
    [InlineData("pen is mightier", "penis")]
    [InlineData("the word is good", "god")]
    [InlineData("analysis of canals", "anal")]
    [InlineData("cash for a prize", "cash prize")]
    [InlineData("c a s h, and a prize", "cash prize")]
    [InlineData("Москва и хор", "mockba")]
    [InlineData("naïve café", "naive")]
    [InlineData("", "anything")]
    public void DoesNotHitWhatOnlyContainsIt(string text, string word) => Hit(Words(word), text).ShouldBeFalse();

    [Theory]
    [InlineData("STRASSE", "straße")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ﬁne", "FINE")]
    [InlineData("Москва", "МОСКВА")]
    [InlineData("café", "cafe\u0301")]
    [InlineData("tickets", "tickets")]
    public void ComparesAllSpellingsOfACharacterAsOne(string text, string word) => Hit(Words(word), text).ShouldBeTrue();

    [Theory]
    [InlineData("see http://evil.example/x")]
    [InlineData("see https://www.evil.example")]
    [InlineData("EVIL.EXAMPLE")]
    [InlineData("evil[.]example")]
    [InlineData("evil (dot) example")]
    [InlineData("shop.evil.example/deal?x=1")]
    [InlineData("https://good.org@evil.example/")]
    [InlineData("https://evil.example:8443/")]
    [InlineData("me@evil.example")]
    [InlineData("https://xn--mller-kva.example/")]
    [InlineData("https://MÜLLER.example")]
    public void HitsLinksToADeniedHostAndBelowIt(string text) => Hit(Links(["evil.example", "müller.example"]), text).ShouldBeTrue();

    [Theory]
    [InlineData("https://notevil.example")]
    [InlineData("https://evil.example.org/")]
    [InlineData("evil example")]
    [InlineData("https://example/evil.example.html")]
    [InlineData("the devil.examples")]
    public void DoesNotHitLinksElsewhere(string text) => Hit(Links(["evil.example"]), text).ShouldBeFalse();

    [Theory]
    [InlineData("http://a.example", true)]
    [InlineData("www.a.example", true)]
    [InlineData("join at bakery.com", true)]
    [InlineData("bakery.example/menu", true)]
    [InlineData("See you tomorrow.Bring bread", false)]
    [InlineData("3.14 and v1.2.3", false)]
    [InlineData("e.g. this", false)]
    [InlineData("no link at all", false)]
    public void AnyLinkOfANewAccountIsWhatAReaderTakesForOne(string text, bool isLink)
    {
        var rule = Links([]) with { Hours = 24 };
        Hit(rule, text, Now.AddHours(-23)).ShouldBe(isLink);
        Hit(rule, text, Now.AddHours(-25)).ShouldBeFalse();
        Hit(rule, text, authorSince: null).ShouldBeFalse();
    }

    [Fact]
    public void ANewAccountIsNewForSoManyHours()
    {
        var rule = Rule(RuleKinds.NewAccount) with { Hours = 2 };
        Hit(rule, "hello", Now.AddMinutes(-119)).ShouldBeTrue();
        Hit(rule, "hello", Now.AddHours(-2)).ShouldBeFalse();
        Hit(rule, "hello", authorSince: null).ShouldBeFalse();
    }

    [Fact]
    public void TooManyInTooShortATimeAreHit()
    {
        var rule = Rule(RuleKinds.Rate) with { Count = 3, Minutes = 10 };
        bool After(params int[] minutesAgo) =>
            new RuleSet([rule]).Evaluate("hello", new("community", Now, null, [.. minutesAgo.Select(ago => Now.AddMinutes(-ago))]))
                is not null;

        After().ShouldBeFalse();
        After(1, 2).ShouldBeFalse();
        After(1, 2, 3).ShouldBeTrue();
        After(1, 2, 10).ShouldBeFalse("the third is out of the ten minutes");
        After(1, 2, -1).ShouldBeFalse("what was made afterwards does not count");
    }

    [Fact]
    public void WhatHoldsComesBeforeWhatReports()
    {
        var (report, hold) = (Words("spam"), Words("spam") with { Action = "hold" });
        foreach (
            var rules in (ModerationRule[][])
                [
                    [report, hold],
                    [hold, report],
                ]
        )
        {
            var verdict = new RuleSet(rules).Evaluate("spam", new("community", Now))!;
            (verdict.Rule.Id, verdict.IsHeld).ShouldBe((hold.Id, true));
        }
    }

    [Fact]
    public void ARuleIsAboutItsKindsOfContentOnly()
    {
        var rules = new RuleSet([Words("spam") with { ContentTypes = ["thread"] }]);
        rules.Evaluate("spam", new("community", Now)).ShouldBeNull();
        rules.Evaluate("spam", new("thread", Now)).ShouldNotBeNull();
    }

    [Fact]
    public void AKindOfTomorrowHitsNothing() => Hit(Rule("pictures"), "anything").ShouldBeFalse();

    [Fact]
    public void LongAndStrangeTextsTakeNoTime()
    {
        var rules = new RuleSet([Words("spam"), Links(["evil.example"]) with { Hours = 24 }]);
        foreach (
            var text in (string[])
                [
                    new('a', 100_000),
                    string.Concat(Enumerable.Repeat("a.", 50_000)),
                    string.Concat(Enumerable.Repeat("a ", 50_000)),
                    string.Concat(Enumerable.Repeat("@", 50_000)),
                    string.Concat(Enumerable.Repeat("a-", 50_000)),
                    "\uD800 lone",
                    string.Concat(Enumerable.Repeat("http://", 20_000)),
                    new('!', 50_000),
                ]
        )
        {
            Should.CompleteIn(() => rules.Evaluate(text, new("community", Now, Now)), TimeSpan.FromSeconds(5));
        }
    }

    private static bool Hit(ModerationRule rule, string text, DateTimeOffset? authorSince = null) =>
        new RuleSet([rule]).Evaluate(text, new("community", Now, authorSince)) is not null;

    private static ModerationRule Words(params string[] words) => Rule(RuleKinds.Words) with { Words = words };

    private static ModerationRule Links(string[] hosts) => Rule(RuleKinds.Links) with { Hosts = hosts };

    private static ModerationRule Rule(string kind) =>
        new(Guid.CreateVersion7(), kind, kind, RuleActions.Report, "spam", ["community"], [], [], null, null, null);
}
