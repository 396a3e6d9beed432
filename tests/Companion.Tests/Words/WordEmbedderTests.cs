using System.Numerics.Tensors;
using Community.Companion.Words;

namespace Community.Companion.Tests.Words;

public sealed class WordEmbedderTests
{
    private static readonly WordEmbedder Embedder = new();

    [Theory]
    [InlineData("a doctor in a hospital", "nurses and medicine", "guitar lessons")]
    [InlineData("jogging", "running in the morning", "stamps and coins")]
    [InlineData("learn to cook", "kitchen recipes", "computer networks")]
    [InlineData("mourning my father", "grief and loss", "a party with dancing")]
    public void WhatMeansNearlyTheSameIsNearer(string text, string near, string far) =>
        Likeness(text, near).ShouldBeGreaterThan(Likeness(text, far) + 0.15f);

    [Theory]
    [InlineData("HIKERS", "hikers")]
    [InlineData("socialise", "socialize")]
    [InlineData("women's", "women")]
    [InlineData("cafés", "cafes")]
    [InlineData("bookclub", "club book")]
    [InlineData("home-brewing", "home brewing")]
    public void AWordIsFoundInWhateverForm(string written, string known) => Likeness(written, known).ShouldBeGreaterThan(0.9f);

    [Theory]
    [InlineData("meetup", "a gathering")]
    [InlineData("hackathons", "programming contest")]
    [InlineData("expat", "expatriates abroad")]
    public void AWordYoungerThanTheVocabularyIsUnderstood(string young, string known) => Likeness(young, known).ShouldBeGreaterThan(0.4f);

    [Theory]
    [InlineData("")]
    [InlineData("   …!  ")]
    [InlineData("Добро пожаловать в клуб чтения")]
    [InlineData("xqzzv 4711")]
    public void ATextOfUnknownWordsHasNoVector(string text) => Embedder.Embed(text).ShouldBeEmpty();

    [Fact]
    public void AVectorHasLengthOneAndIsTheSameEachTime()
    {
        var vector = Embedder.Embed("Cold water, warm tea, all year round.");

        TensorPrimitives.Norm<float>(vector).ShouldBe(1f, 1e-4f);
        Embedder.Embed("Cold water, warm tea, all year round.").ShouldBe(vector);
    }

    [Fact]
    public void CommonWordsSayNextToNothing() => Likeness("the gardening of the plants", "gardening plants").ShouldBeGreaterThan(0.97f);

    [Fact]
    public void WhatIsKeptInTwoBytesForEachNumberIsTheSameVector()
    {
        var vector = Embedder.Embed("board games");

        TensorPrimitives.Dot<float>(UnitVector.FromBytes(UnitVector.ToBytes(vector)), vector).ShouldBe(1f, 1e-3f);
        UnitVector.ToBytes(vector).Length.ShouldBe(200);
    }

    private static float Likeness(string one, string other) => TensorPrimitives.Dot<float>(Embedder.Embed(one), Embedder.Embed(other));
}
