using Community.Companion.Words;

namespace Community.Companion.Tests.Words;

public sealed class ArabicLexiconTests
{
    [Theory]
    [InlineData("رواية", "novel")]
    [InlineData("الروايات", "novel")]
    [InlineData("والقراءة", "reading")]
    [InlineData("بالشطرنج", "chess")]
    [InlineData("قُرّاء", "reading")]
    [InlineData("painting", null)]
    [InlineData("غغغغ", null)]
    public void AFormOfAWordHasItsMeaning(string word, string? english) =>
        (ArabicLexicon.Find(word) is [var first, ..] ? first : null).ShouldBe(english);

    [Fact]
    public void EveryEnglishWordHasAVector()
    {
        var vectors = WordVectors.ReadDelivered();
        foreach (var english in Embedded.Lines("Words.arabic.txt").SelectMany(line => line.Split(" = ")[0].Split(' ')))
        {
            vectors.RankOf(english).ShouldNotBeNull(english);
        }
    }

    [Fact]
    public void ArabicIsNearWhatMeansTheSame()
    {
        var embedder = new WordEmbedder();
        var novels = embedder.Embed("محبو الروايات");
        Near("a novel every month", novels).ShouldBeGreaterThan(Near("playing football on Sundays", novels) + 0.2f);
        Near("رواية", novels).ShouldBeGreaterThan(0.5f);

        float Near(string text, float[] other) => System.Numerics.Tensors.TensorPrimitives.Dot(embedder.Embed(text), other);
    }
}
