using System.Globalization;

namespace Community.Companion.Safety;

/// <summary>A line of the evaluation set.</summary>
/// <param name="Expected">What a reader should find, or null for a text that is no crisis.</param>
/// <param name="Severity">Its grade.</param>
/// <param name="Language"><c>en</c> or <c>ar</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record Phrasing(CrisisKind? Expected, Severity? Severity, string Language, string Text);

/// <summary>How the detector does on a part of the evaluation set.</summary>
/// <param name="Crises">Texts that are crises.</param>
/// <param name="Found">How many of them were found.</param>
/// <param name="KindRight">How many of these as the right kind.</param>
/// <param name="SeverityRight">How many of these with the right grade.</param>
/// <param name="Harmless">Texts that are none.</param>
/// <param name="FalseAlarms">How many of them were taken for one.</param>
internal sealed record Score(int Crises, int Found, int KindRight, int SeverityRight, int Harmless, int FalseAlarms)
{
    public double Recall => (double)Found / Crises;

    public double FalseAlarmRate => (double)FalseAlarms / Harmless;
}

/// <summary>Measures the detector on the evaluation set: <c>dotnet run --project services/ai-companion -- evaluate-safety</c>.</summary>
internal static class Evaluation
{
    public const double LeastRecall = 0.95;
    public const double MostFalseAlarms = 0.03;

    /// <summary>The part that the rules were written from.</summary>
    public const string Known = "known";

    /// <summary>The part that no rule is written from. Its failing lines are never shown: who saw them would write rules from them.</summary>
    public const string Unseen = "unseen";

    /// <summary>Written by people who saw no rule. It has no target, because it tells what the others cannot: how the rules do on strangers' words.</summary>
    public const string Strangers = "strangers";

    /// <summary>Carries out a command line of this evaluation, or answers null when it is none.</summary>
    public static int? Command(string[] args, TextWriter output) => args switch
    {
        ["evaluate-safety"] => Run(output),
        ["explain-safety", .. var words] => Explain(string.Join(' ', words), output),
        _ => null,
    };

    public static IReadOnlyList<Phrasing> Part(string part) => [.. Embedded.Lines($"Safety.evaluation.{part}.tsv").Select(Parse)];

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
            read.Count(one => one.Expected is null && one.Found is not null));
    }

    /// <summary>The lines of a part that the detector reads wrongly. Not for the unseen part.</summary>
    public static IEnumerable<(Phrasing Phrasing, Finding? Found)> Mistakes(CrisisDetector detector, IEnumerable<Phrasing> phrasings) =>
        phrasings.Select(phrasing => (phrasing, detector.Detect(phrasing.Text))).Where(read => read.Item2?.Kind != read.phrasing.Expected);

    /// <summary>Prints the figures, and for the known part the lines that are read wrongly. Returns the exit code: 0 when the targets are reached.</summary>
    public static int Run(TextWriter output)
    {
        var detector = new CrisisDetector();
        output.WriteLine($"rules {CrisisDetector.RulesVersion}");
        var reached = true;
        foreach (var part in (string[])[Known, Unseen, Strangers])
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
            reached &= part == Strangers || (score.Recall >= LeastRecall && score.FalseAlarmRate < MostFalseAlarms);
        }

        foreach (var (phrasing, found) in Mistakes(detector, Part(Known)))
        {
            output.WriteLine($"known, read wrongly: «{phrasing.Text}» expected {phrasing.Expected?.ToString() ?? "nothing"}, found {found?.ToString() ?? "nothing"}");
        }

        output.WriteLine(reached ? "The targets are reached." : $"Missed: recall of at least {LeastRecall:P0}, false alarms under {MostFalseAlarms:P0}.");
        return reached ? 0 : 1;

        void Print(string name, Score score) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-10} recall {score.Recall:P1} ({score.Found} of {score.Crises}; kind right {score.KindRight}, grade right {score.SeverityRight}), "
            + $"false alarms {score.FalseAlarmRate:P1} ({score.FalseAlarms} of {score.Harmless})"));
    }

    /// <summary>Prints which rules are found where in a text: <c>-- explain-safety "the text"</c>.</summary>
    public static int Explain(string text, TextWriter output)
    {
        var detector = new CrisisDetector();
        foreach (var (rule, words) in detector.Explain(text))
        {
            output.WriteLine($"{rule.Role} {rule.Name}: {words}");
        }

        output.WriteLine(detector.Detect(text)?.ToString() ?? "no finding");
        return 0;
    }

    private static Phrasing Parse(string line)
    {
        var columns = line.Split('\t');
        return columns[0] == "none"
            ? new(null, null, columns[1], columns[2])
            : new(Name<CrisisKind>(columns[0].Split('.')[0]), Name<Severity>(columns[0].Split('.')[1]), columns[1], columns[2]);

        static T Name<T>(string name)
            where T : struct, Enum =>
            Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
    }
}
