using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Training;

namespace Community.Companion.Tests.Safety.Learned;

public sealed class TrainingTests
{
    private static readonly WordClasses Classes = LearnedModel.Delivered.Classes;

    private static readonly IReadOnlyList<TrainingText> Few =
    [
        .. Learning.Read(CrisisDetector.Rules(), Classes, TrainingTexts.Read()).Where((_, at) => at % 40 == 0),
    ];

    [Fact]
    public void TheWeightsInTheRepositoryAreLearnedFromTheTextsInIt() =>
        LearnedModel.Delivered.TextsHash.ShouldBe(
            TrainingTexts.Hash(),
            "Learn anew: dotnet run -c Release --project tools/companion-training -- train"
        );

    [Fact]
    public void TheSameTextsGiveTheSameWeights()
    {
        var weights = Learning.Learn(Classes, Few).ToBytes();
        Learning.Learn(Classes, Few).ToBytes().ShouldBe(weights);
        Learning.Learn(Classes, [.. Few.Skip(1)]).ToBytes().ShouldNotBe(weights);
    }

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        var learned = Learning.Learn(Classes, Few).With(new(1.5f, -0.5f), new(0.8f, -1), "texts");
        var read = LearnedModel.Read(learned.ToBytes());
        read.Thresholds.ShouldBe(new(1.5f, -0.5f));
        read.Calibration.ShouldBe(new(0.8f, -1));
        read.TextsHash.ShouldBe("texts");
        Said(read).ShouldBe(Said(learned));

        static (float, CrisisKind, Severity) Said(LearnedModel model)
        {
            var reading = model.Read(Few[3].Words, Few[3].Hits);
            return (reading.Score, reading.Kind, reading.Severity);
        }
    }

    [Fact]
    public void TrainingTextsAreInventedByManyAndMeasuredByNone()
    {
        var written = TrainingTexts.Read();
        written.Count.ShouldBeGreaterThan(6);
        written.SelectMany(writer => writer.Texts).Count().ShouldBeGreaterThan(6_000);
        var measured = new[] { Evaluation.Unseen, Evaluation.Strangers, Evaluation.OtherStrangers, Evaluation.LastStrangers }
            .SelectMany(Evaluation.Part)
            .Select(phrasing => phrasing.Text)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        measured.UnionWith(SealedTexts.Parts.Append(SealedTexts.Languages).SelectMany(SealedTexts.Read).Select(text => text.Text));
        written.SelectMany(writer => writer.Texts).ShouldAllBe(phrasing => !measured.Contains(phrasing.Text));
    }

    [Fact]
    public void ThresholdsKeepFalseAlarmsOfUsualWritersUnderTheTarget()
    {
        var writers = (string[])["one", "other", "third"];
        var readings = Few.Select(
                (text, at) =>
                    new StrangersReading(
                        text with
                        {
                            Writer = writers[at % 3],
                        },
                        null,
                        new(text.Phrasing.Expected is null ? at * 0.001f : 2, CrisisKind.Abuse, Severity.High)
                    )
            )
            .ToList();
        var thresholds = CrossValidation.Decide(readings);
        var harmless = readings.Where(reading => !reading.IsCrisis).ToList();
        harmless
            .Count(reading => reading.IsFound(thresholds))
            .ShouldBeLessThan((int)(harmless.Count * CrossValidation.MostFalseAlarms) + 1);
        readings.Where(reading => reading.IsCrisis).ShouldAllBe(reading => reading.Reading.Score >= thresholds.Crisis);
    }

    [Fact]
    public void ProbabilitiesAreWhatTheySay()
    {
        // Of the texts with a score of 2, three in four are crises; of those with -2, one in four.
        var readings = Few.Take(80)
            .Select(
                (text, at) =>
                    new StrangersReading(
                        text with
                        {
                            Phrasing = text.Phrasing with { Expected = at % 4 == 0 == at < 40 ? null : CrisisKind.Abuse },
                        },
                        null,
                        new(at < 40 ? 2 : -2, CrisisKind.Abuse, Severity.High)
                    )
            )
            .ToList();
        var calibration = Reliability.Calibrate(readings);
        calibration.Probability(2).ShouldBe(0.75f, 0.01f);
        calibration.Probability(-2).ShouldBe(0.25f, 0.01f);
    }
}
