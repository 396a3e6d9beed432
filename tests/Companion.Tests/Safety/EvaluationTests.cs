using System.Text.RegularExpressions;
using Community.Companion.Courses.Library;
using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Training;
using Community.Testing;

namespace Community.Companion.Tests.Safety;

public sealed partial class EvaluationTests
{
    private static readonly CrisisDetector Detector = new();

    // Only the figures are asserted and shown: a person who saw the failing lines of the unseen part would write rules from them.
    [Theory]
    [InlineData(Evaluation.Known)]
    [InlineData(Evaluation.Unseen)]
    public void TheDetectorReachesItsTargets(string part)
    {
        var score = Evaluation.Measure(Detector, Evaluation.Part(part));
        score.Recall.ShouldBeGreaterThanOrEqualTo(Evaluation.LeastRecall);
        score.FalseAlarmRate.ShouldBeLessThan(Evaluation.MostFalseAlarms);
    }

    // The result for texts of strangers, less a margin: the aims are 95 % and 3 %. The ordinary run reads those of the last ones.
    public static TheoryData<string, double, double> Parts =>
        FullRun.IsOn
            ? new()
            {
                { Evaluation.Strangers, 0.75, 0.08 },
                { Evaluation.OtherStrangers, 0.85, 0.04 },
                { Evaluation.LastStrangers, 0.85, 0.04 },
            }
            : new() { { Evaluation.LastStrangers, 0.85, 0.04 } };

    [Theory]
    [MemberData(nameof(Parts))]
    public void MostOfWhatStrangersSayIsFound(string part, double recall, double falseAlarms)
    {
        var score = Evaluation.Measure(Detector, Evaluation.Part(part));
        score.Recall.ShouldBeGreaterThanOrEqualTo(recall);
        score.FalseAlarmRate.ShouldBeLessThan(falseAlarms);
        score.Recall.ShouldBeGreaterThan(Evaluation.Measure(new CrisisDetector(null), Evaluation.Part(part)).Recall + 0.2);
    }

    // Everyday messages to a program, by other people than those of the training data.
    [Theory]
    [InlineData("everyday-talk")]
    [InlineData("everyday-languages")]
    public void EverydayTalkIsQuiet(string part)
    {
        var texts = Evaluation.Part(part);
        texts.Count.ShouldBeGreaterThan(1_000);
        ((double)texts.Count(text => Detector.Detect(text.Text) is not null) / texts.Count).ShouldBeLessThan(
            Evaluation.MostAlarmsOfEveryday
        );
    }

    // Everyday messages to a companion, by writers who had seen no other: the hardest harmless texts. The share was 9 and 11 %.
    [Theory]
    [InlineData("english", 0.06)]
    [InlineData("arabic", 0.08)]
    public void WhatIsToldEveryDayIsMostlyQuiet(string language, double most)
    {
        var texts = SubjectTexts.Parse(TrainingTexts.Measured($"subjects-{language}", "txt")).ToList();
        ((double)texts.Count(one => Detector.Detect(one.Text) is not null) / texts.Count).ShouldBeLessThan(most);
    }

    // By groups, with a margin, because groups are small. The failing lines are not shown.
    [Fact]
    public void TheSealedPartIsReadAsWellAsTheDocumentationSays()
    {
        var scores = SealedTexts.Measure(Detector);
        foreach (var score in scores.Where(score => score.IsCrisis))
        {
            var least =
                score.Name.StartsWith("language", StringComparison.Ordinal) ? 0.8
                : score.Name.StartsWith("indirect", StringComparison.Ordinal) ? 0.65
                : score.Name.StartsWith("arabizi", StringComparison.Ordinal) ? 0.75
                : 0.9;
            score.Share.ShouldBeGreaterThanOrEqualTo(least, score.Name);
        }

        var quiet = scores.Where(score => !score.IsCrisis).ToList();
        ((double)quiet.Sum(score => score.Alarms) / quiet.Sum(score => score.Count)).ShouldBeLessThan(0.03);
    }

    // The same for the part in several voices: roundabout crises are found less often than plain ones, as the documentation says.
    [Fact]
    public void TheVoicesAreReadAsWellAsTheDocumentationSays()
    {
        Assert.SkipUnless(FullRun.IsOn, FullRun.Needed);
        foreach (var score in SealedTexts.Measure(Detector, SealedTexts.Voices))
        {
            var least = score.Name switch
            {
                "indirect en" => 0.65,
                "indirect ar" => 0.65,
                "arabizi-crisis ar" => 0.65,
                _ => score.IsCrisis ? 0.88 : 0,
            };
            var most =
                score.IsCrisis ? 1
                : score.Name.StartsWith("figures", StringComparison.Ordinal) ? 0.08
                : score.Name == "course ar" ? 0.07
                : 0.04;
            score.Share.ShouldBeInRange(least, most, score.Name);
        }
    }

    // The half of a stranger's texts that was kept apart, with a margin, because groups are small. The failing lines are not shown.
    [Fact]
    public void NewcomersAreReadAsWellAsTheDocumentationSays()
    {
        var scores = SealedTexts.Measure(Detector, SealedTexts.Newcomers);
        var crises = scores.Where(score => score.IsCrisis).ToList();
        ((double)crises.Sum(score => score.Alarms) / crises.Sum(score => score.Count)).ShouldBeGreaterThan(0.75);
        var quiet = scores.Where(score => !score.IsCrisis).ToList();
        ((double)quiet.Sum(score => score.Alarms) / quiet.Sum(score => score.Count)).ShouldBeLessThan(0.06);
    }

    [Fact]
    public void FurtherLanguagesAreReadAsWellAsTheDocumentationSays()
    {
        SealedTexts.Measure(Detector, SealedTexts.Languages).ShouldAllBe(score => score.Wrong <= 0.15);
        SealedTexts.MeasureLanguages(Detector, SealedTexts.Languages).ShouldAllBe(score => score.Wrong <= 0.2);
    }

    // Every sentence that the product says itself: a person may copy it into a message.
    [Fact]
    public void NoSentenceOfOurOwnIsTakenForACrisis()
    {
        var texts = CourseLibrary
            .Read()
            .SelectMany(course =>
                (string[])
                    [
                        course.Title,
                        course.Description,
                        .. course.Modules.SelectMany(module =>
                            (string[])
                                [
                                    module.Title,
                                    module.Content,
                                    .. module.Quiz.SelectMany(asked => (string[])[asked.Text, asked.Explanation, .. asked.Options]),
                                ]
                        ),
                    ]
            )
            .Concat(Quoted().Matches(File.ReadAllText(DemoTexts())).Select(quoted => quoted.Groups["text"].Value))
            .Concat(
                ((string[])["help-english", "help-arabic", "leads"]).SelectMany(file => Embedded.Lines($"Conversation.Guide.{file}.txt"))
            );
        var sentences = texts.SelectMany(text => SentenceEnd().Split(text)).Where(sentence => sentence.Length > 0).Distinct().ToList();

        sentences.Count.ShouldBeGreaterThan(2_500);
        sentences.Where(sentence => Detector.Detect(sentence) is not null).ShouldBeEmpty();
    }

    [Fact]
    public void AnIntervalHoldsItsShare()
    {
        var (least, most) = new SealedScore("group", IsCrisis: true, 10, 9).Interval;
        least.ShouldBe(0.596, 0.001);
        most.ShouldBe(0.982, 0.001);
    }

    [Fact]
    public void TheSetIsLargeEnoughAndHalfOfItIsHarmless()
    {
        var known = Evaluation.Part(Evaluation.Known);
        var unseen = Evaluation.Part(Evaluation.Unseen);
        (known.Count + unseen.Count).ShouldBeGreaterThanOrEqualTo(400);
        unseen.Count.ShouldBeGreaterThanOrEqualTo(150);
        unseen.Count(phrasing => phrasing.Expected is null).ShouldBeGreaterThanOrEqualTo(75);
        known.Concat(unseen).Count(phrasing => phrasing.Expected is null).ShouldBeGreaterThanOrEqualTo((known.Count + unseen.Count) / 2);
    }

    [Fact]
    public void NoTextStandsTwiceOrInBothParts() =>
        Evaluation
            .Part(Evaluation.Known)
            .Concat(Evaluation.Part(Evaluation.Unseen))
            .Select(phrasing => phrasing.Text.ToUpperInvariant())
            .ShouldBeUnique();

    [Fact]
    public void EveryKindAndGradeIsThereInBothLanguages()
    {
        foreach (var language in (string[])["en", "ar"])
        {
            var phrasings = Evaluation.Part(Evaluation.Known).Where(phrasing => phrasing.Language == language).ToList();
            phrasings
                .Select(phrasing => phrasing.Expected)
                .OfType<CrisisKind>()
                .Distinct()
                .Count()
                .ShouldBe(Enum.GetValues<CrisisKind>().Length);
            phrasings
                .Select(phrasing => phrasing.Severity)
                .OfType<Severity>()
                .Distinct()
                .Count()
                .ShouldBe(Enum.GetValues<Severity>().Length);
        }
    }

    [Fact]
    public void TheCommandPrintsTheFiguresAndNoLineOfTheUnseenPart()
    {
        Assert.SkipUnless(FullRun.IsOn, FullRun.Needed);
        using var output = new StringWriter();
        // The weights without the encoder, which takes minutes for all texts; its figures have tests of their own.
        Evaluation.Run(output, LearnedModel.Read(Embedded.Bytes(LearnedModel.File)));
        output.ToString().ShouldContain("unseen     recall");
        Evaluation.Part(Evaluation.Unseen).ShouldAllBe(phrasing => !output.ToString().Contains(phrasing.Text));
        SealedTexts
            .Read()
            .Concat(SealedTexts.Read(SealedTexts.Voices))
            .Concat(SealedTexts.Read(SealedTexts.Newcomers))
            .Concat(SealedTexts.Read(SealedTexts.Languages))
            .Where(text => text.Text.Length > 12)
            .ShouldAllBe(text => !output.ToString().Contains(text.Text));
        Commands.Run([], output).ShouldBeNull();
    }

    private static string DemoTexts() => Path.Combine(TrainingTexts.Folder(), "..", "demo", "city.mjs");

    [GeneratedRegex("\"(?<text>([^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=[.!?؟…:][""”»’)]?)\s+|\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex SentenceEnd();
}
