using System.Globalization;
using Community.Companion.Offline;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Transliteration;
using Community.Companion.Training.Search;
using Community.Companion.Words;

namespace Community.Companion.Training;

/// <summary>The commands of this program: <c>dotnet run -c Release --project tools/companion-training -- evaluate</c>.</summary>
internal static class Commands
{
    /// <summary>Runs a command line, or returns null if it is not a command.</summary>
    /// <returns>The exit code: 0 if the command succeeded and the deciding targets are reached.</returns>
    public static int? Run(string[] args, TextWriter output) =>
        args switch
        {
            ["evaluate"] => Evaluation.Run(output, LearnedModel.Delivered),
            ["evaluate", var weights] => Evaluation.Run(output, Weights(weights)),
            ["evaluate", var weights, var crisis, var overruling] => Evaluation.Run(output, With(Weights(weights), crisis, overruling)),
            ["train"] => Train(output),
            ["cross-validate"] => CrossValidation.Run(output),
            ["alarms"] => Alarms(output),
            ["arabic-words"] => ArabicVocabulary.Write(output),
            ["evaluate-search"] => SearchEvaluation.Run(output),
            ["judge-subjects"] => SubjectEvaluation.Run(output),
            ["judge-talk"] => TalkEvaluation.Run(output),
            ["near", .. var words] => Near(string.Join(' ', words), output),
            ["talk", var file] => TalkEvaluation.Print(file, output),
            ["check", var file] => Check(file, output),
            ["scores", var file] => Scores(file, output),
            ["explain", _, ..] => Explain(string.Join(' ', args[1..]), output),
            _ => null,
        };

    /// <summary>Prints the rules that match a text, with their positions.</summary>
    private static int Explain(string text, TextWriter output)
    {
        var detector = new CrisisDetector();
        foreach (var (rule, words) in detector.Explain(text))
        {
            output.WriteLine($"{rule.Role} {rule.Name}: {words}");
        }

        output.WriteLine(detector.ReadLearned(text)?.ToString());
        if (ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is { } arabic)
        {
            output.WriteLine($"{arabic}: {detector.ReadLearned(arabic)}");
        }

        output.WriteLine(detector.Detect(text)?.ToString() ?? "no finding");
        return 0;
    }

    /// <summary>Prints the names whose samples are the nearest to a text.</summary>
    private static int Near(string text, TextWriter output)
    {
        foreach (var (name, score) in SubjectReader.Delivered.Nearest(OfflineCompanion.Readable(text)).Take(8))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score:F2} {name}"));
        }

        return 0;
    }

    /// <summary>
    /// Prints the texts of a file in which a crisis is missed or wrongly found, and both shares. Not for files of the measurement.
    /// </summary>
    private static int Check(string file, TextWriter output)
    {
        var detector = new CrisisDetector();
        var phrasings = Evaluation.Parse(File.ReadAllText(file));
        foreach (
            var (phrasing, found) in Evaluation.Mistakes(detector, phrasings).Where(mistake => IsWrong(mistake.Phrasing, mistake.Found))
        )
        {
            output.WriteLine($"{phrasing.Expected?.ToString() ?? "none"} {found?.Rule ?? "missed"}: {phrasing.Text}");
        }

        var score = Evaluation.Measure(detector, phrasings);
        output.WriteLine(
            $"found {score.Found} of {score.Crises} (kind right {score.KindRight}), false alarms {score.FalseAlarms} of {score.Harmless}"
        );
        return 0;

        static bool IsWrong(Phrasing phrasing, Finding? found) => phrasing.Expected is null != found is null;
    }

    /// <summary>
    /// Prints for each text of a file its label, the learned score, whether it has words of crises, the finding of the rules (with
    /// <c>!</c> if it is direct), and the text: to see the cost of thresholds. Not for files of the measurement.
    /// </summary>
    private static int Scores(string file, TextWriter output)
    {
        var (rules, model) = (CrisisDetector.Rules(), LearnedModel.Delivered);
        foreach (var phrasing in Evaluation.Parse(File.ReadAllText(file)))
        {
            var words = rules.Words(phrasing.Text);
            var hits = rules.Read(words);
            var ruled = Ruling.Gravest(words, hits);
            output.WriteLine(
                string.Join(
                    '\t',
                    phrasing.Expected?.ToString() ?? "none",
                    model.Read(words, hits).Score.ToString("F3", CultureInfo.InvariantCulture),
                    Ruling.HasReason(hits) ? "reason" : "-",
                    ruled is null ? "-" : $"{ruled.Finding.Rule}{(ruled.IsDirect ? "!" : "")}",
                    (SubjectReader.Delivered.Nearest(phrasing.Text) is [var near, ..] ? near.Score : 0).ToString(
                        "F2",
                        CultureInfo.InvariantCulture
                    ),
                    phrasing.Text
                )
            );
        }

        return 0;
    }

    /// <summary>
    /// Prints the texts of everyday talk in which rules find a crisis, with the rules, to find rules that match too much.
    /// </summary>
    private static int Alarms(TextWriter output)
    {
        var rules = new CrisisDetector(null);
        foreach (
            var (writer, texts) in TrainingTexts
                .Read()
                .Where(written => written.Writer.StartsWith(TrainingTexts.Everyday, StringComparison.Ordinal))
        )
        {
            foreach (var text in texts)
            {
                if (rules.Detect(text.Text) is { } found)
                {
                    output.WriteLine($"{writer} {found.Rule}: {text.Text}");
                }
            }
        }

        return 0;
    }

    private static LearnedModel Weights(string file) => LearnedModel.Read(File.ReadAllBytes(file)).InUse();

    /// <summary>A model with other thresholds, to see their cost.</summary>
    private static LearnedModel With(LearnedModel model, string crisis, string overruling)
    {
        return model.With(new(Number(crisis), Number(overruling)), model.Calibration, model.TextsHash);

        static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Trains the weights and writes them into the source, for the next build.</summary>
    private static int Train(TextWriter output)
    {
        var classes = WordClassTraining.Learn(WordVectors.ReadDelivered());
        var texts = Learning.Read(CrisisDetector.Rules(), classes, TrainingTexts.Read());
        var bytes = Learning.Learn(classes, texts, TrainingTexts.Hash(), output).ToBytes();
        File.WriteAllBytes(TrainingTexts.WeightsFile(), bytes);
        output.WriteLine($"{TrainingTexts.WeightsFile()}: {bytes.Length} bytes, version {CrisisDetector.VersionOf(bytes)}");
        return 0;
    }
}
