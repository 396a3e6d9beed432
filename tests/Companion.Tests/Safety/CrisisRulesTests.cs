using Community.Companion.Safety.Rules;

namespace Community.Companion.Tests.Safety;

public sealed class CrisisRulesTests
{
    private static string[] Found(string rules, string text)
    {
        var parsed = CrisisRules.Parse(rules);
        return [.. parsed.Read(parsed.Words(text)).Select(hit => hit.Rule.Name)];
    }

    [Theory]
    [InlineData("die", "i die here", true)]
    [InlineData("die", "diet", false)]
    [InlineData("die*", "diet", true)]
    [InlineData("(one two|three) four", "oh one two four", true)]
    [InlineData("(one two|three) four", "oh one four", false)]
    [InlineData("one very? two", "one two", true)]
    [InlineData("one ~2 two", "one oh no two", true)]
    [InlineData("one ~2 two", "one oh no no two", false)]
    [InlineData("one ~2 two", "oh one no. Then two", false)]
    [InlineData("^ one two", "one two", true)]
    [InlineData("^ one two", "oh one two", false)]
    [InlineData("one (two|$)", "oh one", true)]
    [InlineData("one (two|$)", "oh one three", false)]
    public void APhraseIsFoundAsItIsWritten(string phrase, string text, bool isFound) =>
        Found($"rule test kind\n  {phrase}", text).Length.ShouldBe(isFound ? 1 : 0);

    [Theory]
    [InlineData("", true)]
    [InlineData("language french\n", false)]
    public void AWordOfAFurtherLanguageIsNoPartOfALongWord(string head, bool isSplit) =>
        Found($"{head}rule find kind\n  friend\nrule other kind\n  lier", "friendlier").ShouldBe(isSplit ? ["find", "other"] : []);

    [Fact]
    public void AnUnlessCoversItsWordsAndNoOthers()
    {
        const string Rules =
            "rule find kind\n  die\nrule insist kind always\n  die hard\nunless harmless\n  never die\nunless told\n  song >>";
        Found(Rules, "never die").ShouldBeEmpty();
        Found(Rules, "never die, i die").ShouldBe(["find"]);
        Found(Rules, "never die hard").ShouldBe(["insist"]);
        Found(Rules, "a song in which they die but i die").ShouldBe(["find"]);
        Found(Rules, "a song. i die").ShouldBe(["find"]);
    }

    [Theory]
    [InlineData("rule a kind\n  <nothing>")]
    [InlineData("rule a kind\n  (x")]
    [InlineData("  phrase without a rule")]
    [InlineData("rule a kind\n  x\nrule a kind\n  y")]
    [InlineData("rule a kind\n  x ~3")]
    [InlineData("rule a kind\n  ~3 x")]
    [InlineData("nothing a")]
    [InlineData("spell words")]
    public void AMistakeInARuleIsToldWithItsLine(string rules) =>
        Should.Throw<FormatException>(() => CrisisRules.Parse(rules)).Message.ShouldStartWith("rules:");

    [Fact]
    public void SpellingsAreReadAsOneWord() => Found("spell kill: kil kll\nrule a kind\n  kill it", "kil it. kll it").ShouldBe(["a", "a"]);
}
