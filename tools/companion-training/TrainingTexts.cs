using System.Security.Cryptography;
using System.Text;

namespace Community.Companion.Training;

/// <summary>
/// The texts that are learned from, in <c>texts</c>, and those that are measured with, in <c>evaluation</c>. The service carries only what
/// was learned.
/// </summary>
internal static class TrainingTexts
{
    /// <summary>
    /// How files of everyday talk begin: each is a source of harmless texts that nobody wrote for this (README.md names them and their
    /// licences).
    /// </summary>
    public const string Everyday = "everyday-";

    /// <summary>The folder of the training, seen from where the program or its tests were built to.</summary>
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

    /// <summary>Where the service keeps what was learned.</summary>
    public static string WeightsFile() => Path.GetFullPath(Path.Combine(Folder(), "..", "..", "services", "ai-companion", "Safety", "Learned", "crisis.weights"));

    /// <summary>Each writer's texts, by the name of the file; and last what the rules were written from, which has the plainest words.</summary>
    public static IReadOnlyList<(string Writer, IReadOnlyList<Phrasing> Texts)> Read() =>
        [.. Files().Select(file => (Path.GetFileNameWithoutExtension(file), Evaluation.Parse(File.ReadAllText(file))))];

    /// <summary>A name for what the files say, which stands in the head of the weights.</summary>
    public static string Hash() => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Files()
            .Select(file => Path.GetFileName(file) + "\n" + File.ReadAllText(file).ReplaceLineEndings("\n"))))));

    /// <summary>The text of a file that is measured with: <c>known</c>, <c>sealed</c>.</summary>
    public static string Measured(string part) => File.ReadAllText(Path.Combine(Folder(), "evaluation", $"{part}.tsv"));

    private static IEnumerable<string> Files() =>
        [.. Directory.GetFiles(Path.Combine(Folder(), "texts"), "*.tsv").Order(StringComparer.Ordinal), Path.Combine(Folder(), "evaluation", $"{Evaluation.Known}.tsv")];
}
