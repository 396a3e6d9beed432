using System.Globalization;
using Community.Companion.Offline;
using Community.Companion.Offline.Situations;

namespace Community.Companion.Training;

/// <summary>How well subjects are read.</summary>
/// <param name="Right">The share of sentences about a name that are nearest to it.</param>
/// <param name="Related">The share of those that are nearest to it or to a related one.</param>
/// <param name="Answered">The share of those that are also sure enough to be answered by their meaning alone.</param>
/// <param name="RightOfAnswered">The share of these that are right.</param>
/// <param name="Mistaken">The share of sentences about nothing of it that are sure enough to be answered.</param>
internal sealed record SubjectScore(double Right, double Related, double Answered, double RightOfAnswered, double Mistaken);

/// <summary>Measures the reader of subjects on sentences of writers who had seen no sample: <c>judge-subjects</c>.</summary>
internal static class SubjectEvaluation
{
    /// <summary>The name of sentences that are about nothing of it.</summary>
    private const string None = "none";

    /// <summary>Scores are printed in steps of one twentieth.</summary>
    private const int Steps = 20;

    /// <summary>Measures the reader on the sentences of a language.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="language"><c>english</c> or <c>arabic</c>.</param>
    /// <param name="oneOf">One sentence in so many is read, from 1; all of them take a minute.</param>
    public static SubjectScore Measure(SubjectReader reader, string language, int oneOf = 1)
    {
        var read = Read(reader, language, oneOf);
        var (about, nothing) = (read.Where(one => one.Name != None).ToList(), read.Where(one => one.Name == None).ToList());
        var answered = about.Where(one => IsSure(one.Near)).ToList();
        return new(
            Share(about, one => one.Near.Name == one.Name),
            Share(about, one => one.Near.Name is not null && Likeness.IsRelated(one.Near.Name, one.Name)),
            Share(about, one => IsSure(one.Near)),
            Share(answered, one => one.Near.Name == one.Name),
            Share(nothing, one => IsSure(one.Near))
        );
    }

    /// <summary>Prints the shares for both languages, and how often a score is right.</summary>
    /// <returns>The exit code: 0.</returns>
    public static int Run(TextWriter output)
    {
        foreach (var language in (string[])["english", "arabic"])
        {
            var score = Measure(SubjectReader.Delivered, language);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{language}: right {score.Right:P1}, related {score.Related:P1}; sure of {score.Answered:P1}, {score.RightOfAnswered:P1} of them right; sure of {score.Mistaken:P1} that are about nothing known"
                )
            );
            foreach (
                var step in Read(SubjectReader.Delivered, language)
                    .GroupBy(one => MathF.Floor(one.Near.Score * Steps) / Steps)
                    .OrderBy(step => step.Key)
            )
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  from {step.Key:F2}: {step.Count()} sentences, {Share(step, one => one.Near.Name == one.Name):P0} right"
                    )
                );
            }
        }

        return 0;
    }

    private static List<(string Name, Likeness Near)> Read(SubjectReader reader, string language, int oneOf = 1) =>
        [
            .. SubjectTexts
                .Parse(TrainingTexts.Measured($"subjects-{language}", "txt"))
                .Where((_, index) => index % oneOf == 0)
                .Select(one => (one.Name, reader.Nearest(OfflineCompanion.Readable(one.Text)) is [var near, ..] ? near : default)),
        ];

    private static bool IsSure(Likeness near) => near.Score >= OfflineCompanion.Probably;

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> isOne) => all.Average(one => isOne(one) ? 1.0 : 0);
}
