using System.Numerics.Tensors;
using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Sentences;

namespace Community.Companion.Tests.Sentences;

public sealed class SentenceEncoderTests
{
    private static readonly CrisisRules Rules = CrisisDetector.Rules();

    // Each pair has the same scene and many of the same words: only the sense differs.
    [Theory]
    [InlineData("i wrote a letter to each of them for when i am gone", "i wrote a letter to each of them about the holidays")]
    [InlineData("he checks the mileage on my car to see where i was", "he checks the mileage on my car before we sell it")]
    [InlineData("وزعت كل أغراضي على صحابي، ما عاد بدي شي", "وزعت الحلو على صحابي، كان يوم حلو")]
    public void TheSenseDecides(string crisis, string harmless) => Score(crisis).ShouldBeGreaterThan(Score(harmless) + 2);

    [Fact]
    public void ATextIsReadInTheSameWayAtTheSameTime()
    {
        var texts = Enumerable.Repeat("i gave my keys to my neighbour and wrote everything down for her", 16).ToList();
        var scores = new float[texts.Count];
        Parallel.For(0, texts.Count, at => scores[at] = Score(texts[at]));
        scores.ShouldAllBe(score => score == scores[0]);
    }

    [Fact]
    public void NearTextsHaveNearVectors()
    {
        var asked = SentenceEmbedder.Embed("somewhere to jog with other people");
        TensorPrimitives.Norm<float>(asked).ShouldBe(1, 1e-4);
        Likeness("We run along the harbour three mornings a week").ShouldBeGreaterThan(0.2f);
        Likeness("نركض مع بعض كل صباح").ShouldBeGreaterThan(Likeness("نطبخ مع بعض كل صباح"));
        Likeness("Bring a record and listen to jazz").ShouldBeLessThan(0.2f);
        SentenceEmbedder.Embed(" \n?!").ShouldBeEmpty();
        SentenceEmbedder.Embed("मैं 2026 में दिल्ली आया").ShouldBeEmpty();

        float Likeness(string text) => TensorPrimitives.Dot<float>(asked, SentenceEmbedder.Embed(text));
    }

    [Fact]
    public void AByteForEachNumberLosesLittle()
    {
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 60 * 40).Select(_ => (float)((random.NextDouble() - 0.5) * 3)).ToArray();
        var matrix = QuantizedMatrix.Of(numbers, 60);
        var row = new float[matrix.Columns];
        for (var at = 0; at < matrix.Rows; at++)
        {
            matrix.CopyRow(at, row);
            for (var column = 0; column < row.Length; column++)
            {
                row[column].ShouldBe(numbers[(at * row.Length) + column], 1.5 / 127 / 2 * 1.01);
            }
        }
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var matrix = QuantizedMatrix.Of([1, -2, 0, 0, 3, 0.5f], 3);
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            matrix.Write(writer);
        }

        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        var read = QuantizedMatrix.Read(reader);
        var (products, expected) = (new float[3], new float[3]);
        read.Multiply([1, 1], [0.25f, 0, 0], products);
        matrix.Multiply([1, 1], [0.25f, 0, 0], expected);
        products.ShouldBe(expected);
        products[0].ShouldBe(-0.75f, 0.02);
    }

    private static float Score(string text)
    {
        var words = Rules.Words(text);
        return CrisisEncoder.Read(SentenceEncoder.Delivered, words, 0, words.Count).Score;
    }
}
