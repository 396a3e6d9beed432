using Community.ServiceDefaults.Data;

namespace Community.Platform.Tests.Data;

public sealed class SearchKeyTests
{
    [Theory]
    [InlineData(" Dubai ", "dubai")]
    [InlineData("ＴＥＡ", "tea")]
    [InlineData("日本", "日本")]
    public void AKeyIsTheSameForAllSpellings(string text, string key)
    {
        SearchKey.Of(text).ShouldBe(key);
        SearchKey.Folded(text).ShouldBe(key);
    }

    [Fact]
    public void AKeyFitsItsIndexWhateverItIsMadeOf()
    {
        SearchKey.Of(new string('\uFDFA', 100)).Length.ShouldBeLessThanOrEqualTo(200);
        var cut = SearchKey.Of("x" + string.Concat(Enumerable.Repeat("😀", 150)));
        cut.Length.ShouldBe(199);
        char.IsHighSurrogate(cut[^1]).ShouldBeFalse();
    }

    [Fact]
    public void TextThatIsSearchedInIsWhole() => SearchKey.Folded(new string('\uFDFA', 100)).Length.ShouldBe(1800);
}
