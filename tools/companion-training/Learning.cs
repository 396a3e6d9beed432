using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Training;

/// <summary>A text of the training, read.</summary>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Phrasing">The text and its label.</param>
/// <param name="Words">Its words.</param>
/// <param name="Hits">What rules find in it.</param>
/// <param name="Example">What is learned from.</param>
internal sealed record TrainingText(string Writer, Phrasing Phrasing, ReadText Words, IReadOnlyList<Hit> Hits, Example Example);

/// <summary>
/// Learns the weights: the same from the same texts, on each run. From which score on a text is a crisis is decided by texts of writers whom the weights
/// were not learned from (<see cref="CrossValidation"/>): one's own words are always known better.
/// </summary>
internal static class Learning
{
    private const int Seed = 20;
    private const int Layers = 2;

    public static IReadOnlyList<TrainingText> Read(RuleBook rules, WordClasses classes, IEnumerable<(string Writer, IReadOnlyList<Phrasing> Texts)> written) =>
        [.. written.SelectMany(writer => writer.Texts.Select(text => Read(rules, classes, writer.Writer, text)))];

    /// <summary>Learns from all texts; the thresholds are those of cross-validation.</summary>
    public static LearnedModel Learn(WordClasses classes, IReadOnlyList<TrainingText> texts, string hash, TextWriter output)
    {
        var readings = CrossValidation.Read(classes, texts);
        var thresholds = CrossValidation.Decide(readings);
        CrossValidation.Print(output, readings, thresholds);
        return Learn(classes, texts).With(thresholds, Reliability.Calibrate(readings), hash);
    }

    /// <summary>Learns from these texts, without thresholds.</summary>
    public static LearnedModel Learn(WordClasses classes, IReadOnlyList<TrainingText> texts)
    {
        var examples = texts.Select(text => text.Example).ToList();
        var layers = Enumerable.Range(1, Layers).Select(number => HiddenLayer.Learn(examples, Seed + number)).ToArray();
        return new(classes, LinearWeights.Learn(examples, Seed), layers, Thresholds.None, Calibration.None, "");
    }

    private static TrainingText Read(RuleBook rules, WordClasses classes, string writer, Phrasing phrasing)
    {
        var words = rules.Words(phrasing.Text);
        var hits = rules.Read(words);
        return new(writer, phrasing, words, hits, new(TextFeatures.Read(words, hits, classes, 0, words.Count), phrasing.Expected, phrasing.Severity));
    }
}
