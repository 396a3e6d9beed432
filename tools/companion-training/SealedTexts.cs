using System.Globalization;
using Community.Companion.Safety;

namespace Community.Companion.Training;

/// <summary>A line of the sealed part.</summary>
/// <param name="Group">The kind of text: <c>smalltalk</c>, <c>direct</c>.</param>
/// <param name="IsCrisis">Whether the detector should find a crisis.</param>
/// <param name="Language">ISO 639-1 code.</param>
/// <param name="Text">The text.</param>
internal sealed record SealedText(string Group, bool IsCrisis, string Language, string Text);

/// <summary>The results on a group of the sealed part.</summary>
/// <param name="Name">The group, and its language.</param>
/// <param name="IsCrisis">Whether its texts are crises; then <paramref name="Alarms"/> are found crises, else false alarms.</param>
/// <param name="Count">How many texts it has.</param>
/// <param name="Alarms">The number of texts in which a crisis was found.</param>
internal sealed record SealedScore(string Name, bool IsCrisis, int Count, int Alarms)
{
    /// <summary>The normal deviate of a 95 % interval.</summary>
    private const double Deviate = 1.96;

    public double Share => (double)Alarms / Count;

    /// <summary>The share of errors: missed crises or false alarms, as a share of all.</summary>
    public double Wrong => IsCrisis ? 1 - Share : Share;

    /// <summary>The 95 % interval of the share (Wilson, 1927).</summary>
    public (double Least, double Most) Interval
    {
        get
        {
            var square = Deviate * Deviate / Count;
            var middle = (Share + (square / 2)) / (1 + square);
            var half = Deviate / (1 + square) * Math.Sqrt((Share * (1 - Share) / Count) + (square / (4 * Count)));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }
}

/// <summary>
/// The parts whose lines are never shown: their writers had not seen a rule. Only counts are printed, because rules would be written for
/// failing lines that are shown.
/// </summary>
internal static class SealedTexts
{
    public const string Part = "sealed";

    /// <summary>The part in several people's voices, written before anything was changed, and never read since.</summary>
    public const string Voices = "voices";

    /// <summary>The part in ten further languages.</summary>
    public const string Languages = "languages";

    /// <summary>The half of a stranger's texts that was kept apart until everything else was decided, and then measured once.</summary>
    public const string Newcomers = "newcomers";

    /// <summary>The part that was written before the training of its writer's texts, and measured once before and once after it.</summary>
    public const string Passersby = "passersby";

    /// <summary>The part of a writer who had read nothing of the detector, measured before and after the encoder.</summary>
    public const string Outsiders = "outsiders";

    /// <summary>The part that was written after the training of the encoder.</summary>
    public const string Visitors = "visitors";

    /// <summary>The part of two further writers, measured before and after the texts of four others were learned.</summary>
    public const string Neighbours = "neighbours";

    /// <summary>The part of two others, measured once when the texts of those four were learned and the thresholds were decided.</summary>
    public const string Travellers = "travellers";

    /// <summary>The part of two others, measured before and after the texts of seven further writers were learned.</summary>
    public const string Arrivals = "arrivals";

    /// <summary>The part of two others, who told crises in passing, joking and of other people.</summary>
    public const string Wayfarers = "wayfarers";

    /// <summary>A part of a writer who had not yet read the detector; its missed lines were read after the first measurement.</summary>
    public const string Boarders = "boarders";

    /// <summary>The part of the same writer, written on the same day and before <see cref="Boarders"/> was measured.</summary>
    public const string Lodgers = "lodgers";

    /// <summary>All parts with groups, the oldest first, except <see cref="Languages"/>.</summary>
    public static readonly IReadOnlyList<string> Parts =
    [
        Part,
        Voices,
        Newcomers,
        Passersby,
        Outsiders,
        Visitors,
        Neighbours,
        Travellers,
        Arrivals,
        Wayfarers,
        Boarders,
        Lodgers,
    ];

    /// <summary>The languages that have their own groups; the others are counted together.</summary>
    private static readonly string[] OwnGroups = ["en", "ar"];

    public static IReadOnlyList<SealedText> Read(string part = Part) =>
        [
            .. Embedded
                .LinesOf(TrainingTexts.Measured(part).ReplaceLineEndings("\n"))
                .Select(line => line.Split('\t'))
                .Select(line => new SealedText(line[0], line[1] != "none", line[2], line[3])),
        ];

    /// <summary>Each group's score, the worst first.</summary>
    public static IReadOnlyList<SealedScore> Measure(CrisisDetector detector, string part = Part) =>
        Measure(detector, Read(part), text => $"{text.Group} {(OwnGroups.Contains(text.Language) ? text.Language : "further")}");

    /// <summary>The score of each further language, crises and harmless texts apart, the worst first.</summary>
    public static IReadOnlyList<SealedScore> MeasureLanguages(CrisisDetector detector, string part) =>
        Measure(
            detector,
            Read(part).Where(text => !OwnGroups.Contains(text.Language)),
            text => $"{text.Language} {(text.IsCrisis ? "crises" : "harmless")}"
        );

    private static IReadOnlyList<SealedScore> Measure(
        CrisisDetector detector,
        IEnumerable<SealedText> texts,
        Func<SealedText, string> groupOf
    ) =>
        [
            .. texts
                .GroupBy(text => (Name: groupOf(text), text.IsCrisis))
                .Select(group => new SealedScore(
                    group.Key.Name,
                    group.Key.IsCrisis,
                    group.Count(),
                    group.Count(text => detector.Detect(text.Text) is not null)
                ))
                .OrderByDescending(score => score.Wrong)
                .ThenBy(score => score.Name, StringComparer.Ordinal),
        ];

    public static void Print(TextWriter output, IEnumerable<SealedScore> scores)
    {
        foreach (var score in scores)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{score.Name, -22} {(score.IsCrisis ? "found" : "false alarms"), -12} {score.Share, 6:P1} ({score.Alarms} of {score.Count}; {score.Interval.Least:P1} to {score.Interval.Most:P1})"
                )
            );
        }
    }
}
