using System.Globalization;
using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Sentences;
using Community.Companion.Words;

namespace Community.Companion.Training;

/// <summary>A text, read by rules and by weights that were trained without its writer's texts.</summary>
/// <param name="Text">The text.</param>
/// <param name="ByRules">The finding of the rules, or null.</param>
/// <param name="Reading">The result of the weights.</param>
internal sealed record StrangersReading(TrainingText Text, RuledFinding? ByRules, LearnedReading Reading)
{
    public bool IsCrisis => Text.Phrasing.Expected is not null;

    /// <summary>Whether it comes from a source of everyday talk.</summary>
    public bool IsEveryday => Text.Writer.StartsWith(TrainingTexts.Everyday, StringComparison.Ordinal);

    /// <summary>Whether it comes from a source of messages and speech, and not from print.</summary>
    public bool IsTalk => IsEveryday && !TrainingTexts.Print.Contains(Text.Writer, StringComparer.Ordinal);

    /// <summary>Whether these thresholds classify it as a crisis.</summary>
    public bool IsFound(Thresholds thresholds) => Ruling.Decide(ByRules, Reading, hasReason: false, thresholds) is not null;
}

/// <summary>
/// Measures the weights on texts of writers who are not in their training data. A random part of all texts would give results that are too
/// good, because texts of one writer resemble each other.
/// </summary>
internal static class CrossValidation
{
    /// <summary>
    /// The largest share of everyday messages that may be classified as a crisis. A user who writes five messages a day should get at most
    /// one false alarm a month, that is one in 150; it is stricter, because these texts are of sources that the encoder has learned from.
    /// </summary>
    public const double MostAlarmsOfEveryday = 1.0 / 300;

    /// <summary>Other limits for which the figures are printed.</summary>
    private static readonly double[] OtherCosts = [1.0 / 1200, 1.0 / 600, 1.0 / 300, 1.0 / 150, 1.0 / 100, 1.0 / 50];

    /// <summary>
    /// The largest share of the writers' harmless texts that may be classified as a crisis. They were written as twins of crises: of
    /// figures of speech and twins by strangers, less than half as many are.
    /// </summary>
    public const double MostFalseAlarms = 0.03;

    /// <summary>The number of parts into which the writers are divided; one part at a time is left out.</summary>
    private const int Parts = 6;

    /// <summary>
    /// Reads each writer's texts with weights trained on the texts of others. The texts that the rules were written from are read in parts,
    /// with weights also trained on the other parts, because their plain words are common to all writers. Sources of everyday talk are left
    /// out one at a time.
    /// </summary>
    public static IReadOnlyList<StrangersReading> Read(WordClasses classes, IReadOnlyList<TrainingText> texts)
    {
        var number = texts
            .Select(text => text.Writer)
            .Distinct(StringComparer.Ordinal)
            .Index()
            .ToDictionary(writer => writer.Item, writer => writer.Index, StringComparer.Ordinal);
        var parts = texts
            .Select((text, at) => (Text: text, Part: (text.Writer == Evaluation.Known ? at : number[text.Writer]) % Parts))
            .ToList();
        var readings = new List<StrangersReading>();
        for (var part = 0; part < Parts; part++)
        {
            var model = Learning.Learn(classes, [.. parts.Where(text => text.Part != part).Select(text => text.Text)]);
            readings.AddRange(
                parts
                    .Where(text => text.Part == part)
                    .Select(text => new StrangersReading(
                        text.Text,
                        Ruling.Gravest(text.Text.Words, text.Text.Hits),
                        model.Read(text.Text.Words, text.Text.Hits)
                    ))
            );
        }

        return readings;
    }

    /// <summary>
    /// The readings with those of the encoder: of texts that it did not learn, and of those that the rules were written from.
    /// </summary>
    public static IReadOnlyList<StrangersReading> Encoded(IEnumerable<StrangersReading> readings, IReadOnlyList<TrainingText> texts)
    {
        var held = EncoderExample.HeldOut(texts);
        return
        [
            .. readings
                .Where(reading => reading.Text.Writer == Evaluation.Known || held.Contains(reading.Text))
                .AsParallel()
                .AsOrdered()
                .Select(reading =>
                    reading with
                    {
                        Reading = LearnedModel.Deepened(
                            reading.Reading,
                            () => SentenceEncoder.Delivered,
                            reading.Text.Words,
                            reading.Text.Hits,
                            0,
                            reading.Text.Words.Count
                        ),
                    }
                ),
        ];
    }

    /// <summary>
    /// The thresholds that find most crises under three conditions: everyday talk is classified as a crisis at most as often as
    /// <see cref="MostAlarmsOfEveryday"/>; harmless texts that resemble crises at most as often as
    /// <see cref="MostFalseAlarms"/>; and the texts that the rules were written from are still found.
    /// </summary>
    /// <param name="readings">Texts, read with weights trained on others.</param>
    /// <param name="most">The largest share of everyday messages that may be classified as a crisis.</param>
    public static Thresholds Decide(IReadOnlyList<StrangersReading> readings, double most = MostAlarmsOfEveryday)
    {
        var known = readings.Where(reading => reading.Text.Writer == Evaluation.Known && reading.IsCrisis).ToList();
        var everyday = readings.Where(reading => reading.IsTalk).ToList();
        var usual = readings.Where(reading => reading.Text.Writer != Evaluation.Known && !reading.IsEveryday).ToList();
        var harmless = usual.Where(reading => !reading.IsCrisis).ToList();
        var best = (Found: -1, Thresholds: Thresholds.None);
        foreach (var overruling in Candidates(usual))
        {
            var rulesAlone = Thresholds.None with { Overruling = overruling };
            var crisis = Math.Max(Lowest(everyday, most), Lowest(harmless, MostFalseAlarms));
            var thresholds = new Thresholds(crisis, overruling);
            var found = usual.Count(reading => reading.IsCrisis && reading.IsFound(thresholds));
            if (found > best.Found && known.Count(reading => reading.IsFound(thresholds)) >= Evaluation.LeastRecall * known.Count)
            {
                best = (found, thresholds);
            }

            // The lowest score with which at most this share of the texts is found, by rules or by the score.
            float Lowest(List<StrangersReading> texts, double share)
            {
                var byScore = texts.Where(reading => !reading.IsFound(rulesAlone)).Select(reading => reading.Reading.Score).ToList();
                var allowed = (int)(share * texts.Count) - (texts.Count - byScore.Count);
                return allowed < 0 ? float.MaxValue
                    : allowed >= byScore.Count ? float.MinValue
                    : MathF.BitIncrement(byScore.OrderDescending().ElementAt(allowed));
            }
        }

        return best.Thresholds;
    }

    /// <summary>Reads each writer's texts with weights trained on others' texts, and prints the figures.</summary>
    public static int Run(TextWriter output)
    {
        var classes = WordClassTraining.Learn(WordVectors.ReadDelivered());
        var texts = Learning.Read(CrisisDetector.Rules(), classes, TrainingTexts.Read());
        var all = Encoded(Read(classes, texts), texts);
        Print(output, all, Decide(all));
        return 0;
    }

    /// <summary>
    /// Prints the results of these thresholds by language, kind, grade and writer, the reliability of probabilities, and the results of
    /// other thresholds.
    /// </summary>
    public static void Print(TextWriter output, IReadOnlyList<StrangersReading> all, Thresholds thresholds)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{all.Count} texts; a crisis from {thresholds.Crisis:F3}, overruled below {thresholds.Overruling:F3}"
            )
        );
        foreach (var (name, texts) in Groups(all))
        {
            var (crises, harmless) = (
                texts.Where(reading => reading.IsCrisis).ToList(),
                texts.Where(reading => !reading.IsCrisis).ToList()
            );
            output.WriteLine(
                $"{name, -28} rules {Share(crises, reading => reading.ByRules is not null)} ({Share(harmless, reading => reading.ByRules is not null)}), "
                    + $"both {Share(crises, reading => reading.IsFound(thresholds))} ({Share(harmless, reading => reading.IsFound(thresholds))})"
            );
        }

        var found = all.Where(reading => reading.IsCrisis && reading.Reading.Score >= thresholds.Crisis).ToList();
        output.WriteLine(
            $"of those found by weights: kind right {Share(found, reading => reading.Reading.Kind == reading.Text.Phrasing.Expected)}, "
                + $"grade right {Share(found, reading => reading.Reading.Severity == reading.Text.Phrasing.Severity)}"
        );
        var usual = all.Where(reading => reading.Text.Writer != Evaluation.Known && !reading.IsEveryday).ToList();
        foreach (var cost in OtherCosts)
        {
            var other = Decide(all, cost);
            output.WriteLine(
                $"an alarm in {1 / cost:F0} everyday messages: {Share([.. usual.Where(reading => reading.IsCrisis)], reading => reading.IsFound(other))} found, "
                    + $"{Share([.. usual.Where(reading => !reading.IsCrisis)], reading => reading.IsFound(other))} of harmless twins taken for one; {other}"
            );
        }

        Reliability.Print(output, all);
    }

    private static string Share(List<StrangersReading> readings, Func<StrangersReading, bool> isSo) =>
        readings.Count == 0
            ? "     –"
            : string.Create(CultureInfo.InvariantCulture, $"{(double)readings.Count(isSo) / readings.Count, 6:P1}");

    /// <summary>
    /// Candidates for the score below which rules are overruled: none, and some scores of indirect texts that only rules find.
    /// </summary>
    private static IEnumerable<float> Candidates(IReadOnlyList<StrangersReading> readings)
    {
        const int Most = 60;
        var scores = readings
            .Where(reading => reading.ByRules is { IsDirect: false })
            .Select(reading => reading.Reading.Score)
            .Distinct()
            .Order()
            .ToList();
        return [float.MinValue, .. scores.Where((_, at) => at % ((scores.Count / Most) + 1) == 0)];
    }

    private static IEnumerable<(string Name, IReadOnlyList<StrangersReading> Readings)> Groups(IReadOnlyList<StrangersReading> all)
    {
        var written = all.Where(reading => reading.Text.Writer != Evaluation.Known && !reading.IsEveryday).ToList();
        yield return ("everyday talk", [.. all.Where(reading => reading.IsTalk)]);
        yield return ("writers", written);
        foreach (var group in written.GroupBy(reading => reading.Text.Phrasing.Language, StringComparer.Ordinal))
        {
            yield return (group.Key, [.. group]);
        }

        foreach (
            var group in written
                .Where(reading => reading.IsCrisis)
                .SelectMany(
                    reading => (string[])[$"{reading.Text.Phrasing.Expected}", $"{reading.Text.Phrasing.Severity}"],
                    (reading, name) => (reading, name)
                )
                .GroupBy(named => named.name, named => named.reading, StringComparer.Ordinal)
        )
        {
            yield return (group.Key, [.. group]);
        }

        foreach (var group in all.GroupBy(reading => reading.Text.Writer, StringComparer.Ordinal))
        {
            yield return (group.Key, [.. group]);
        }
    }
}
