using Community.Companion.Words;

namespace Community.Companion.Tests.Words;

public sealed class WordFormsTests
{
    [Theory]
    [InlineData("running", "run")]
    [InlineData("runs", "run")]
    [InlineData("parties", "party")]
    [InlineData("classes", "class")]
    [InlineData("baked", "bake")]
    [InlineData("baking", "bake")]
    [InlineData("women's", "women")]
    [InlineData("dresses", "dress")]
    [InlineData("القراءة", "قراءة")]
    public void FormsOfOneWordHaveOneStem(string one, string other) => WordForms.Stem(one).ShouldBe(WordForms.Stem(other));

    [Theory]
    [InlineData("bus", "bu")]
    [InlineData("sing", "s")]
    [InlineData("analysis", "analysi")]
    [InlineData("red", "r")]
    public void AnEndingIsNotTakenFromWhatIsNoForm(string word, string notItsStem) => WordForms.Stem(word).ShouldNotBe(notItsStem);

    [Fact]
    public void WordsAreTakenOutOfAnyText() =>
        WordForms.In("Zoë’s self-care, 10k & مَرْحَبًا — done…").ShouldBe(["zoe's", "self-care", "10k", "مرحبا", "done"]);

    [Fact]
    public void AnEndlessWordIsNoWord() => WordForms.In(new string('a', 5_000) + " b").ShouldBe(["b"]);

    [Fact]
    public void TermsAreTheStemsOfAllPartsOnce() =>
        WordForms.TermsIn("Self-care for runners, runners' care").ShouldBe(["self", "car", "for", "runner"]);
}
