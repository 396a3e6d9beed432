using System.Security.Cryptography;
using System.Text;
using Community.Companion.Sentences;

namespace Community.Companion.Training;

/// <summary>
/// The training texts, in <c>texts</c>, and the evaluation texts, in <c>evaluation</c>. The service has only the weights.
/// </summary>
internal static class TrainingTexts
{
    /// <summary>
    /// The prefix of files of everyday talk: each is a source of harmless texts, most of which were not written for this purpose (README.md
    /// names them and their licences).
    /// </summary>
    public const string Everyday = "everyday-";

    /// <summary>The sources of everyday texts that are print: such sentences are not sent as messages.</summary>
    public static readonly IReadOnlyList<string> Print = ["everyday-press-and-prose", "everyday-courses", "everyday-novel"];

    /// <summary>The folder of the training, relative to the output folder of the program or its tests.</summary>
    public static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "tools", "companion-training") is var found && Directory.Exists(Path.Combine(found, "texts")))
            {
                return found;
            }
        }

        throw new DirectoryNotFoundException("The training texts are in the source, at tools/companion-training/texts.");
    }

    /// <summary>The file of the weights in the service.</summary>
    public static string WeightsFile() => ServiceFile("Safety", "Learned", "crisis.weights");

    /// <summary>A file in the source of the service.</summary>
    public static string ServiceFile(params string[] path) =>
        Path.GetFullPath(Path.Combine([Folder(), "..", "..", "services", "ai-companion", .. path]));

    /// <summary>
    /// Each writer's texts, by the name of the file; and last the texts that the rules were written from, which have the plainest words.
    /// </summary>
    public static IReadOnlyList<(string Writer, IReadOnlyList<Phrasing> Texts)> Read() =>
        [.. Files().Select(file => (Path.GetFileNameWithoutExtension(file), Evaluation.Parse(File.ReadAllText(file))))];

    /// <summary>A hash of the files' content and of the encoder, which is in the header of the weights.</summary>
    public static string Hash() =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. Encoding.UTF8.GetBytes(
                    string.Concat(Files().Select(file => Path.GetFileName(file) + "\n" + File.ReadAllText(file).ReplaceLineEndings("\n")))
                ),
                .. SHA256.HashData(File.ReadAllBytes(Path.Combine(EncoderFile.Folder(), SentenceEncoder.WeightsFile))),
            ])
        );

    /// <summary>The text of an evaluation file: <c>known</c>, <c>sealed</c>.</summary>
    /// <param name="part">The name of the file.</param>
    /// <param name="kind">Its ending.</param>
    public static string Measured(string part, string kind = "tsv") =>
        File.ReadAllText(Path.Combine(Folder(), "evaluation", $"{part}.{kind}"));

    private static IEnumerable<string> Files() =>
        [
            .. Directory.GetFiles(Path.Combine(Folder(), "texts"), "*.tsv").Order(StringComparer.Ordinal),
            Path.Combine(Folder(), "evaluation", $"{Evaluation.Known}.tsv"),
        ];
}
