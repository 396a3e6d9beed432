using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Words;

namespace Community.Companion.Training;

/// <summary>The commands of this program: <c>dotnet run -c Release --project tools/companion-training -- evaluate</c>.</summary>
internal static class Commands
{
    /// <summary>Carries out a command line, or answers null when it is none.</summary>
    /// <returns>The exit code: 0 when everything was done, and targets that decide are reached.</returns>
    public static int? Run(string[] args, TextWriter output) => args switch
    {
        ["evaluate"] => Evaluation.Run(output),
        ["train"] => Train(output),
        ["cross-validate"] => CrossValidation.Run(output),
        ["alarms"] => Alarms(output),
        ["explain", _, ..] => Explain(string.Join(' ', args[1..]), output),
        _ => null,
    };

    /// <summary>Prints which rules are found where in a text.</summary>
    private static int Explain(string text, TextWriter output)
    {
        var detector = new CrisisDetector();
        foreach (var (rule, words) in detector.Explain(text))
        {
            output.WriteLine($"{rule.Role} {rule.Name}: {words}");
        }

        output.WriteLine(detector.ReadLearned(text)?.ToString());
        output.WriteLine(detector.Detect(text)?.ToString() ?? "no finding");
        return 0;
    }

    /// <summary>Prints the texts of everyday talk in which rules find a crisis, with the rules: what to look at when a rule finds too much.</summary>
    private static int Alarms(TextWriter output)
    {
        var rules = new CrisisDetector(null);
        foreach (var (writer, texts) in TrainingTexts.Read().Where(written => written.Writer.StartsWith(TrainingTexts.Everyday, StringComparison.Ordinal)))
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

    /// <summary>Learns the weights anew and writes them into the source, where the next build takes them from.</summary>
    private static int Train(TextWriter output)
    {
        var classes = WordClasses.Learn(WordVectors.ReadDelivered());
        var texts = Learning.Read(CrisisDetector.Rules(), classes, TrainingTexts.Read());
        var bytes = Learning.Learn(classes, texts, TrainingTexts.Hash(), output).ToBytes();
        File.WriteAllBytes(TrainingTexts.WeightsFile(), bytes);
        output.WriteLine($"{TrainingTexts.WeightsFile()}: {bytes.Length} bytes, version {CrisisDetector.VersionOf(bytes)}");
        return 0;
    }
}
