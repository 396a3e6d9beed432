using Community.Companion.Safety;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Tests.Safety.Learned;

public sealed class TrainingTests
{
    private static readonly WordClasses Classes = LearnedModel.Delivered.Classes;

    private static readonly IReadOnlyList<TrainingText> Few =
        [.. Training.Read(CrisisDetector.Rules(), Classes, TrainingTexts.Read(TrainingTexts.Folder())).Where((_, at) => at % 40 == 0)];

    [Fact]
    public void TheWeightsInTheRepositoryAreLearnedFromTheTextsInIt() =>
        LearnedModel.Delivered.TextsHash.ShouldBe(
            TrainingTexts.Hash(TrainingTexts.Folder()), "Learn anew: dotnet run -c Release --project services/ai-companion -- train-safety");

    [Fact]
    public void TheSameTextsGiveTheSameWeights()
    {
        var weights = Training.Learn(Classes, Few).ToBytes();
        Training.Learn(Classes, Few).ToBytes().ShouldBe(weights);
        Training.Learn(Classes, [.. Few.Skip(1)]).ToBytes().ShouldNotBe(weights);
    }

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        var learned = Training.Learn(Classes, Few).With(new(1.5f, -0.5f), "texts");
        var read = LearnedModel.Read(learned.ToBytes());
        read.Thresholds.ShouldBe(new(1.5f, -0.5f));
        read.TextsHash.ShouldBe("texts");
        read.Read(Few[3].Words, Few[3].Hits).ShouldBe(learned.Read(Few[3].Words, Few[3].Hits));
    }

    [Fact]
    public void TrainingTextsAreInventedByManyAndMeasuredByNone()
    {
        var written = TrainingTexts.Read(TrainingTexts.Folder());
        written.Count.ShouldBeGreaterThan(6);
        written.SelectMany(writer => writer.Texts).Count().ShouldBeGreaterThan(6_000);
        var measured = Evaluation.Part(Evaluation.Unseen).Concat(Evaluation.Part(Evaluation.Strangers)).Select(phrasing => phrasing.Text)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        written.SelectMany(writer => writer.Texts).ShouldAllBe(phrasing => !measured.Contains(phrasing.Text));
    }

    [Fact]
    public void ThresholdsKeepFalseAlarmsOfUsualWritersUnderTheTarget()
    {
        var writers = (string[])["one", "other", "third"];
        var readings = Few.Select((text, at) => new StrangersReading(
            text with { Writer = writers[at % 3] }, null, new(text.Phrasing.Expected is null ? at * 0.001f : 2, CrisisKind.Abuse, Severity.High))).ToList();
        var thresholds = CrossValidation.Decide(readings);
        var harmless = readings.Where(reading => !reading.IsCrisis && reading.Text.Writer != "third").ToList();
        harmless.Count(reading => reading.Reading.Score >= thresholds.Crisis).ShouldBeLessThan((int)(harmless.Count * Evaluation.MostFalseAlarms) + 1);
        readings.Where(reading => reading.IsCrisis).ShouldAllBe(reading => reading.Reading.Score >= thresholds.Crisis);
    }
}
