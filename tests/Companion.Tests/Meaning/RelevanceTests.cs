using Community.Companion.Meaning;

namespace Community.Companion.Tests.Meaning;

public sealed class RelevanceTests
{
    private static readonly Dictionary<string, double> Weights = new(StringComparer.Ordinal) { ["chess"] = 0.9, ["a"] = 0 };

    [Theory]
    [InlineData("a chess", "chess", 1)]
    [InlineData("a chess", "a", 0)]
    [InlineData("a", "a", 1)]
    [InlineData("", "a", 0)]
    public void CommonWordsCountIfThereAreNoOthers(string query, string title, double expected) =>
        QueryTerms.Of(query, word => Weights.GetValueOrDefault(word, 1)).MatchedBy([title], []).Words.ShouldBe(expected);

    [Fact]
    public void ANameInTheTextCountsMoreThanALikeness()
    {
        var query = QueryTerms.Of("chess with haddad", word => Weights.GetValueOrDefault(word, word == "with" ? 0 : 1));
        var named = Relevance.Of(0.4, query.MatchedBy(["haddad"], []));
        named.ShouldBeGreaterThan(Relevance.Of(0.6, query.MatchedBy([], [])));
        named.ShouldBeLessThanOrEqualTo(1);
    }
}
