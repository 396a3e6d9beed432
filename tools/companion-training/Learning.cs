using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Training;

/// <summary>A text of the training, read.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="Phrasing">The text and its label.</param>
/// <param name="Words">Its words.</param>
/// <param name="Hits">The matches of rules.</param>
/// <param name="Example">The training example.</param>
internal sealed record TrainingText(string Writer, Phrasing Phrasing, ReadText Words, IReadOnlyList<Hit> Hits, Example Example);

/// <summary>
/// Trains the weights. The result is deterministic: the same texts give the same weights. The thresholds of a crisis come from texts of
/// writers who are not in the training data (<see cref="CrossValidation"/>), because weights always fit their own training texts better.
/// </summary>
internal static class Learning
{
    private const int Seed = 20;
    private const int Layers = 2;

    public static IReadOnlyList<TrainingText> Read(
        CrisisRules rules,
        WordClasses classes,
        IEnumerable<(string Writer, IReadOnlyList<Phrasing> Texts)> written
    ) =>
        [
            .. written.SelectMany(writer =>
                writer.Texts.SelectMany(text => Forms(text, classes)).Select(text => Read(rules, classes, writer.Writer, text))
            ),
        ];

    /// <summary>Trains on all texts; the thresholds are those of cross-validation.</summary>
    public static LearnedModel Learn(WordClasses classes, IReadOnlyList<TrainingText> texts, string hash, TextWriter output)
    {
        var readings = CrossValidation.Encoded(CrossValidation.Read(classes, texts), texts);
        var thresholds = CrossValidation.Decide(readings);
        CrossValidation.Print(output, readings, thresholds);
        return Learn(classes, texts).With(thresholds, Reliability.Calibrate(readings), hash);
    }

    /// <summary>Trains on these texts, without thresholds.</summary>
    public static LearnedModel Learn(WordClasses classes, IReadOnlyList<TrainingText> texts)
    {
        var examples = texts.Select(text => text.Example).ToList();
        var layers = Enumerable.Range(1, Layers).Select(number => HiddenLayerTraining.Learn(examples, Seed + number)).ToArray();
        return new(classes, LinearTraining.Learn(examples, Seed), layers, Thresholds.None, Calibration.None, "");
    }

    /// <summary>A text, and Arabic in Latin letters also in Arabic ones, as the detector reads it.</summary>
    private static IEnumerable<Phrasing> Forms(Phrasing phrasing, WordClasses classes) =>
        phrasing.Language == "ar" && ArabiziReader.Read(phrasing.Text, classes) is { } arabic
            ? [phrasing, phrasing with { Text = arabic }]
            : [phrasing];

    private static TrainingText Read(CrisisRules rules, WordClasses classes, string writer, Phrasing phrasing)
    {
        var words = rules.Words(phrasing.Text);
        var hits = rules.Read(words);
        return new(
            writer,
            phrasing,
            words,
            hits,
            new(TextFeatures.Read(words, hits, classes, 0, words.Count), phrasing.Expected, phrasing.Severity)
        );
    }
}
