using System.Globalization;
using Community.Companion.Safety;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Training;

/// <summary>A line of the evaluation set.</summary>
/// <param name="Expected">The kind of crisis that the detector should find, or null for a harmless text.</param>
/// <param name="Severity">Its grade.</param>
/// <param name="Language"><c>en</c> or <c>ar</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record Phrasing(CrisisKind? Expected, Severity? Severity, string Language, string Text);

/// <summary>The detector's results on a part of the evaluation set.</summary>
/// <param name="Crises">Texts that are crises.</param>
/// <param name="Found">How many of them were found.</param>
/// <param name="KindRight">How many of these with the right kind.</param>
/// <param name="SeverityRight">How many of these with the right grade.</param>
/// <param name="Harmless">Texts that are not crises.</param>
/// <param name="FalseAlarms">How many of them were classified as one.</param>
internal sealed record Score(int Crises, int Found, int KindRight, int SeverityRight, int Harmless, int FalseAlarms)
{
    public double Recall => (double)Found / Crises;

    public double FalseAlarmRate => (double)FalseAlarms / Harmless;
}

/// <summary>Measures the detector on the evaluation set: <c>evaluate</c>.</summary>
internal static class Evaluation
{
    public const double LeastRecall = 0.95;
    public const double MostFalseAlarms = 0.03;

    /// <summary>The part that the rules were written from.</summary>
    public const string Known = "known";

    /// <summary>
    /// The part that no rule is written from. Its failing lines are never printed, so that no rules are written from them.
    /// </summary>
    public const string Unseen = "unseen";

    /// <summary>
    /// Written by a person who saw no rule, to measure the detector on unfamiliar words. Another part of this person's lines is in the
    /// known part.
    /// </summary>
    public const string Strangers = "strangers";

    /// <summary>Written by a person who saw neither rules nor training texts, and whose texts are not in the training data.</summary>
    public const string OtherStrangers = "strangers2";

    /// <summary>Written by a third such person, and first measured when everything else was decided.</summary>
    public const string LastStrangers = "strangers3";

    /// <summary>The largest share of a measured part of everyday talk that may be classified as a crisis.</summary>
    public const double MostAlarmsOfEveryday = 0.01;

    private static readonly string[] OfStrangers = [Strangers, OtherStrangers, LastStrangers];

    public static IReadOnlyList<Phrasing> Part(string part) => Parse(TrainingTexts.Measured(part));

    /// <summary>The phrasings of a file: label, language and text in columns; <c>#</c> begins a comment.</summary>
    public static IReadOnlyList<Phrasing> Parse(string text) => [.. Embedded.LinesOf(text.ReplaceLineEndings("\n")).Select(ParseLine)];

    public static Score Measure(CrisisDetector detector, IEnumerable<Phrasing> phrasings)
    {
        var read = phrasings.Select(phrasing => (phrasing.Expected, phrasing.Severity, Found: detector.Detect(phrasing.Text))).ToList();
        var crises = read.Where(one => one.Expected is not null).ToList();
        return new(
            crises.Count,
            crises.Count(one => one.Found is not null),
            crises.Count(one => one.Found?.Kind == one.Expected),
            crises.Count(one => one.Found?.Kind == one.Expected && one.Found?.Severity == one.Severity),
            read.Count - crises.Count,
            read.Count(one => one.Expected is null && one.Found is not null)
        );
    }

    /// <summary>The lines of a part that the detector reads wrongly. Not for the unseen part.</summary>
    public static IEnumerable<(Phrasing Phrasing, Finding? Found)> Mistakes(CrisisDetector detector, IEnumerable<Phrasing> phrasings) =>
        phrasings.Select(phrasing => (phrasing, detector.Detect(phrasing.Text))).Where(read => read.Item2?.Kind != read.phrasing.Expected);

    /// <summary>
    /// Prints the figures, and for the known part the lines that are read wrongly. Returns the exit code: 0 when the targets are reached.
    /// </summary>
    /// <param name="output">For the figures.</param>
    /// <param name="model">The weights.</param>
    public static int Run(TextWriter output, LearnedModel model)
    {
        var (detector, rulesAlone) = (new CrisisDetector(model), new CrisisDetector(null));
        output.WriteLine($"rules {CrisisDetector.RulesVersion}");
        var reached = true;
        foreach (var part in (string[])[Known, Unseen, .. OfStrangers])
        {
            var phrasings = Part(part);
            if (phrasings.Count == 0)
            {
                continue;
            }

            foreach (var language in (string[])["en", "ar"])
            {
                Print($"{part} {language}", Measure(detector, phrasings.Where(phrasing => phrasing.Language == language)));
            }

            var score = Measure(detector, phrasings);
            Print(part, score);
            Print("  by rules", Measure(rulesAlone, phrasings));
            reached &= OfStrangers.Contains(part) || (score.Recall >= LeastRecall && score.FalseAlarmRate < MostFalseAlarms);
        }

        foreach (var (phrasing, found) in Mistakes(detector, Part(Known)))
        {
            output.WriteLine(
                $"known, read wrongly: «{phrasing.Text}» expected {phrasing.Expected?.ToString() ?? "nothing"}, found {found?.ToString() ?? "nothing"}"
            );
        }

        foreach (var part in (string[])["everyday-talk", "everyday-fiction", "everyday-languages"])
        {
            var texts = Part(part);
            SealedTexts.Print(
                output,
                [new(part, IsCrisis: false, texts.Count, texts.Count(text => detector.Detect(text.Text) is not null))]
            );
        }

        foreach (var part in SealedTexts.Parts)
        {
            output.WriteLine($"{part}, worst group first, with 95 % intervals:");
            SealedTexts.Print(output, SealedTexts.Measure(detector, part));
        }

        output.WriteLine("further languages, by group and by language:");
        SealedTexts.Print(output, SealedTexts.Measure(detector, SealedTexts.Languages));
        SealedTexts.Print(output, SealedTexts.MeasureLanguages(detector, SealedTexts.Languages));
        output.WriteLine($"On strangers' words {LeastRecall:P0} and {MostFalseAlarms:P0} are aimed at, and do not decide.");
        output.WriteLine(
            reached ? "The targets are reached." : $"Missed: recall of at least {LeastRecall:P0}, false alarms under {MostFalseAlarms:P0}."
        );
        return reached ? 0 : 1;

        void Print(string name, Score score) =>
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -10} recall {score.Recall:P1} ({score.Found} of {score.Crises}; kind right {score.KindRight}, grade right {score.SeverityRight}), "
                        + $"false alarms {score.FalseAlarmRate:P1} ({score.FalseAlarms} of {score.Harmless})"
                )
            );
    }

    private static Phrasing ParseLine(string line)
    {
        var columns = line.Split('\t');
        return columns[0] == "none"
            ? new(null, null, columns[1], columns[2])
            : new(
                Ruling.Parse<CrisisKind>(columns[0].Split('.')[0]),
                Ruling.Parse<Severity>(columns[0].Split('.')[1]),
                columns[1],
                columns[2]
            );
    }
}
