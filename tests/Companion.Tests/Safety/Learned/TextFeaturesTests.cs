using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Tests.Safety.Learned;

public sealed class TextFeaturesTests
{
    private static readonly CrisisRules Rules = CrisisDetector.Rules();

    private static HashSet<int> Of(string text)
    {
        var words = Rules.Words(text);
        var features = TextFeatures.Read(words, Rules.Read(words), LearnedModel.Delivered.Classes, 0, words.Count);
        return [.. Enumerable.Range(0, features.Count).Select(features.IndexOf)];
    }

    [Fact]
    public void EachFeatureIsThereOnce()
    {
        var words = Rules.Words("the cat and the cat and the cat");
        var features = TextFeatures.Read(words, [], LearnedModel.Delivered.Classes, 0, words.Count);
        Enumerable.Range(0, features.Count).Select(features.IndexOf).ShouldBeUnique();
        Enumerable
            .Range(0, features.Count)
            .ShouldAllBe(at => features.IndexOf(at) >= 0 && features.IndexOf(at) < 1 << TextFeatures.Bits && features.ValueOf(at) > 0);
    }

    [Fact]
    public void DisguiseChangesNothing() => Of("I WANT to k1ll it").ShouldBe(Of("i want to kill it"), ignoreOrder: true);

    [Fact]
    public void MisspeltWordsShareLettersWithRightOnes() => Of("ambulance").Intersect(Of("ambulence")).Count().ShouldBeGreaterThan(8);

    [Fact]
    public void WordsThatMeanSimilarThingsShareMoreThanOthers() =>
        Of("his aunt").Intersect(Of("his uncle")).Count().ShouldBeGreaterThan(Of("his aunt").Intersect(Of("his train")).Count());

    [Fact]
    public void AWordOfNoVocabularyHasNoClass()
    {
        var classes = LearnedModel.Delivered.Classes;
        classes.Of("hospital").IsKnown.ShouldBeTrue();
        classes.Of("مستشفى").ShouldBe(WordClass.None);
        classes.Of("").ShouldBe(WordClass.None);
        classes.Of(new string('q', 200)).ShouldBe(WordClass.None);
    }

    [Fact]
    public void TheOrderOfWordsCounts() => Of("he hit me").SetEquals(Of("me hit he")).ShouldBeFalse();

    [Fact]
    public void WordsOfTwoSentencesAreNotReadTogether()
    {
        var apart = Of("Green houses stood there. We all waited");
        apart.Except(Of("Green houses stood there")).Except(Of("We all waited")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("والبيت", "بيت")]
    [InlineData("بيضربني", "يضرب")]
    [InlineData("ضربتها", "ضرب")]
    [InlineData("من", "من")]
    public void AnArabicStemIsWithoutWhatIsWrittenOn(string word, string stem) => ArabicStem.Of(word).ShouldBe(stem);
}
