using System.Globalization;
using Community.Companion.Words;

namespace Community.Companion.Safety.Learned;

/// <summary>A text, read by rules and by weights that were learned from everybody else's texts.</summary>
/// <param name="Text">The text.</param>
/// <param name="ByRules">What rules find in it, or null.</param>
/// <param name="Reading">How the weights read it.</param>
internal sealed record StrangersReading(TrainingText Text, RuledFinding? ByRules, LearnedReading Reading)
{
    public bool IsCrisis => Text.Phrasing.Expected is not null;
}

/// <summary>
/// Measures what is learned on texts of a writer whom it was not learned from, for each writer in turn. A part of everybody's texts would flatter it:
/// half of what makes a text familiar is who wrote it.
/// </summary>
internal static class CrossValidation
{
    /// <summary>Which share of harmless texts may be taken for a crisis: just less than the target.</summary>
    private const double MostFalseAlarms = Evaluation.MostFalseAlarms - 0.0005;

    /// <summary>Of how many writers one is left out where thresholds are decided.</summary>
    private const int HardestOf = 8;

    /// <summary>
    /// Reads each writer's texts by weights that were learned from the others'. What the rules were written from is read in parts, by weights that were learned from
    /// the rest of it as well: its plain words are everybody's.
    /// </summary>
    public static IReadOnlyList<StrangersReading> Read(WordClasses classes, IReadOnlyList<TrainingText> texts)
    {
        const int KnownParts = 4;
        var parts = texts.Select((text, at) => (Text: text, Part: text.Writer == Evaluation.Known ? $"{text.Writer} {at % KnownParts}" : text.Writer)).ToList();
        var readings = new List<StrangersReading>();
        foreach (var part in parts.Select(text => text.Part).Distinct(StringComparer.Ordinal))
        {
            var model = Training.Learn(classes, [.. parts.Where(text => text.Part != part).Select(text => text.Text)]);
            readings.AddRange(parts.Where(text => text.Part == part)
                .Select(text => new StrangersReading(text.Text, Ruling.Gravest(text.Text.Hits), model.Read(text.Text.Words, text.Text.Hits))));
        }

        return readings;
    }

    /// <summary>
    /// The thresholds by which most crises are found while false alarms of the usual writers stay under the target, and what the rules were written
    /// from stays found. One writer in eight, whose harmless texts alarm most, is left out here: writing the harmless twin of each crisis on purpose, they
    /// would set the bar for everybody.
    /// </summary>
    public static Thresholds Decide(IReadOnlyList<StrangersReading> readings)
    {
        var known = readings.Where(reading => reading.Text.Writer == Evaluation.Known && reading.IsCrisis).ToList();
        var writers = readings.Where(reading => reading.Text.Writer != Evaluation.Known).GroupBy(reading => reading.Text.Writer, StringComparer.Ordinal)
            .OrderBy(writer => writer.Where(reading => !reading.IsCrisis).Select(reading => reading.Reading.Score).DefaultIfEmpty().Average()).ToList();
        var usual = writers.SkipLast(writers.Count / HardestOf).SelectMany(writer => writer).ToList();
        var best = (Found: -1, Thresholds: new Thresholds(float.MaxValue, float.MinValue));
        foreach (var overruling in Candidates(usual))
        {
            var thresholds = new Thresholds(LowestCrisis(usual, overruling), overruling);
            var found = usual.Count(reading => reading.IsCrisis && IsFound(reading, thresholds));
            if (found > best.Found && known.Count(reading => IsFound(reading, thresholds)) >= Evaluation.LeastRecall * known.Count)
            {
                best = (found, thresholds);
            }
        }

        return best.Thresholds;
    }

    /// <summary>Prints the figures: rules alone, weights alone, both; by language, kind, grade and writer. Known texts are for comparison only.</summary>
    public static int Run(TextWriter output)
    {
        var classes = WordClasses.Learn(WordVectors.ReadDelivered());
        var all = Read(classes, Training.Read(CrisisDetector.Rules(), classes, TrainingTexts.Read(TrainingTexts.Folder())));
        var both = Decide(all);
        var alone = Decide([.. all.Where(reading => reading.Text.Writer != Evaluation.Known).Select(reading => reading with { ByRules = null })]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} texts; a crisis from {both.Crisis:F3}, overruled below {both.Overruling:F3}"));
        foreach (var (name, crises, harmless) in Parts(all))
        {
            output.WriteLine(
                $"{name,-18} rules {Found(reading => reading.ByRules is not null)}, learned {Found(reading => reading.Reading.Score >= alone.Crisis)}, "
                + $"both {Found(reading => IsFound(reading, both))}");

            string Found(Func<StrangersReading, bool> isFound) => string.Create(
                CultureInfo.InvariantCulture, $"{(double)crises.Count(isFound) / crises.Count,6:P1} ({(double)harmless.Count(isFound) / harmless.Count,5:P1})");
        }

        var found = all.Where(reading => reading.IsCrisis && reading.Reading.Score >= both.Crisis).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"of those found by weights: kind right {(double)found.Count(reading => reading.Reading.Kind == reading.Text.Phrasing.Expected) / found.Count:P1}, "
            + $"grade right {(double)found.Count(reading => reading.Reading.Severity == reading.Text.Phrasing.Severity) / found.Count:P1}"));
        return 0;
    }

    private static bool IsFound(StrangersReading reading, Thresholds thresholds) =>
        Ruling.Stands(reading.ByRules, reading.Reading, thresholds) || reading.Reading.Score >= thresholds.Crisis;

    /// <summary>Scores to overrule below: none at all, and those of what only rules find that are not direct.</summary>
    private static IEnumerable<float> Candidates(IReadOnlyList<StrangersReading> readings) =>
        [float.MinValue, .. readings.Where(reading => reading.ByRules is { IsDirect: false }).Select(reading => reading.Reading.Score).Distinct().Order()];

    /// <summary>The lowest score from which texts can be crises while false alarms, with those of the rules, stay under the target.</summary>
    private static float LowestCrisis(IReadOnlyList<StrangersReading> readings, float overruling)
    {
        var harmless = readings.Where(reading => !reading.IsCrisis).ToList();
        var left = harmless.Where(reading => !Ruling.Stands(reading.ByRules, reading.Reading, new(float.MaxValue, overruling)))
            .Select(reading => reading.Reading.Score).OrderDescending().ToList();
        var allowed = (int)(MostFalseAlarms * harmless.Count) - (harmless.Count - left.Count);
        return allowed < 0 ? float.MaxValue : MathF.BitIncrement(left[Math.Min(allowed, left.Count - 1)]);
    }

    /// <summary>What figures are printed of: crises, and the harmless texts that they are held against.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<StrangersReading> Crises, IReadOnlyList<StrangersReading> Harmless)> Parts(
        IReadOnlyList<StrangersReading> all)
    {
        var strangers = all.Where(reading => reading.Text.Writer != Evaluation.Known).ToList();
        var harmless = strangers.Where(reading => !reading.IsCrisis).ToList();
        yield return ("all", Crises(strangers), harmless);
        foreach (var group in strangers.GroupBy(reading => reading.Text.Phrasing.Language, StringComparer.Ordinal))
        {
            yield return (group.Key, Crises(group), [.. group.Where(reading => !reading.IsCrisis)]);
        }

        foreach (var group in Crises(strangers)
            .SelectMany(reading => (string[])[$"{reading.Text.Phrasing.Expected}", $"{reading.Text.Phrasing.Severity}"], (reading, name) => (reading, name))
            .GroupBy(named => named.name, named => named.reading, StringComparer.Ordinal))
        {
            yield return (group.Key, [.. group], harmless);
        }

        foreach (var group in all.GroupBy(reading => reading.Text.Writer, StringComparer.Ordinal))
        {
            yield return (group.Key, Crises(group), [.. group.Where(reading => !reading.IsCrisis)]);
        }

        static List<StrangersReading> Crises(IEnumerable<StrangersReading> readings) => [.. readings.Where(reading => reading.IsCrisis)];
    }
}
