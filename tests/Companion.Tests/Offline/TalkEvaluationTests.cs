using Community.Companion.Training;

namespace Community.Companion.Tests.Offline;

/// <summary>The share of good answers without a model. <c>judge-talk</c> of the training program prints it.</summary>
public sealed class TalkEvaluationTests
{
    [Theory]
    [InlineData(TalkEvaluation.Open, 120, TalkEvaluation.LeastGood)]
    [InlineData(TalkEvaluation.Blind, 80, 0.8)]
    [InlineData(TalkEvaluation.GuestsOpen, 81, 0.75)]
    [InlineData(TalkEvaluation.GuestsBlind, 74, 0.8)]
    [InlineData(TalkEvaluation.Callers, 80, 0.8)]
    [InlineData(TalkEvaluation.Walkins, 80, 0.75)]
    [InlineData(TalkEvaluation.Dropins, 40, 0.6)]
    public void MostAnswersAreGood(string part, int turns, double least)
    {
        var judged = new TalkEvaluation().Judge(part);
        judged.Count.ShouldBe(turns);
        var good = TalkEvaluation.Good(judged);

        // The blind part shows only counts.
        var faults = part is TalkEvaluation.Blind or TalkEvaluation.GuestsBlind or TalkEvaluation.Dropins
            ? ""
            : string.Join(
                '\n',
                judged
                    .Where(answer => answer.Faults.Count > 0)
                    .Select(answer => $"{string.Join(", ", answer.Faults)}: {answer.Turn.Text} -> {answer.Answer}")
            );
        ((double)good / turns).ShouldBeGreaterThanOrEqualTo(least, $"{good} of {turns}\n{faults}");
    }
}
