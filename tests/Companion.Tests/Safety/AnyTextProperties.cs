using Community.Companion.Offline;
using Community.Companion.Safety;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Companion.Tests.Safety;

/// <summary>Every text gets a sensible result.</summary>
public sealed class AnyTextProperties
{
    private static readonly CrisisDetector Detector = new();
    private static readonly OfflineCompanion Companion = new(Detector);

    /// <summary>Any UTF-16, including lone surrogates, between words of the rules.</summary>
    private static readonly Arbitrary<string> Texts = Gen.OneOf(
            Gen.Choose(0, 0xFFFF).Select(code => ((char)code).ToString()),
            Gen.Elements(
                " ",
                "i ",
                "want ",
                "to ",
                "die ",
                "not ",
                "never ",
                "the movie says ",
                "my friend ",
                "اريد ",
                "ان ",
                "اموت ",
                ". ",
                "\n\n",
                "k1ll ",
                "\u200B",
                "\uFFFE",
                "\uD83D",
                "s u i ",
                "'",
                "but "
            )
        )
        .ArrayOf()
        .Select(string.Concat)
        .ToArbitrary();

    [Fact]
    public void NoTextThrows() =>
        Prop.ForAll(
                Texts,
                text =>
                {
                    Detector.Detect(text);
                    Detector.DetectHarmfulAnswer(text);
                    return Companion.Answer(new(text, [], Guid.Empty)).Length > 0;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void ACrisisIsFoundWhateverSentencesStandAroundIt() =>
        Prop.ForAll(
                Texts,
                text =>
                    Detector.Detect("Hello there you.\n\n" + text.Replace('\'', ' ') + "\n\nok then. I want to kill myself.\n\n")
                        is not null
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void AVeryLongTextIsRead()
    {
        Detector.Detect(string.Concat(Enumerable.Repeat("the song goes on and on and never ends ", 3000))).ShouldBeNull();
        (
            Detector.Detect(string.Concat(Enumerable.Repeat("the song says i want to die and never ", 3000)))?.Severity ?? Severity.Concern
        ).ShouldBe(Severity.Concern);
        Detector.Detect(string.Concat(Enumerable.Repeat("The song says: I want to die, and never. ", 3000))).ShouldBeNull();
        Detector.Detect(string.Concat(Enumerable.Repeat("a ", 100_000)) + ". ok then. i want to die").ShouldNotBeNull();
        Detector.Detect(new string('a', 100_000)).ShouldBeNull();
    }
}
