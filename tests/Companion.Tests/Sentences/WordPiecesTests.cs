using Community.Companion.Sentences;

namespace Community.Companion.Tests.Sentences;

public sealed class WordPiecesTests
{
    private static readonly WordPieces Pieces = new(["[CLS]", "[SEP]", "[UNK]", "play", "##ing", "##in", "a", "##y"]);

    [Theory]
    [InlineData("play", new[] { 3 })]
    [InlineData("playing", new[] { 3, 4 })]
    [InlineData("a play", new[] { 6, 3 })]
    [InlineData("ay", new[] { 6, 7 })]
    [InlineData("player a", new[] { 2, 6 })]
    [InlineData("", new int[0])]
    public void TheLongestKnownPieceComesFirst(string text, int[] expected) =>
        Pieces.Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe([0, .. expected, 1]);

    [Fact]
    public void AVeryLongWordIsUnknown() => Pieces.Of([new string('a', 10_000)]).ShouldBe([0, 2, 1]);

    [Fact]
    public void ALongTextIsCut()
    {
        var pieces = Pieces.Of(Enumerable.Repeat("playing", 1_000));
        pieces.Length.ShouldBe(WordPieces.Most);
        pieces[^1].ShouldBe(1);
    }
}
