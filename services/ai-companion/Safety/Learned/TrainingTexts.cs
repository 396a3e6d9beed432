using System.Security.Cryptography;
using System.Text;

namespace Community.Companion.Safety.Learned;

/// <summary>The texts that are learned from, in <c>Safety/training</c> of the source. The program carries only what was learned from them.</summary>
internal static class TrainingTexts
{
    /// <summary>The folder, seen from where the program or its tests were built to.</summary>
    public static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in (string[])["Safety/training", "services/ai-companion/Safety/training"])
            {
                if (Path.Combine(folder.FullName, place) is var found && Directory.Exists(found))
                {
                    return found;
                }
            }
        }

        throw new DirectoryNotFoundException("The training texts are in the source, at services/ai-companion/Safety/training.");
    }

    /// <summary>Each writer's texts, by the name of the file; and last what the rules were written from, which has the plainest words.</summary>
    public static IReadOnlyList<(string Writer, IReadOnlyList<Phrasing> Texts)> Read(string folder) =>
        [.. Files(folder).Select(file => (Path.GetFileNameWithoutExtension(file), Evaluation.Parse(File.ReadAllText(file))))];

    /// <summary>A name for what the files say, which stands in the head of the weights.</summary>
    public static string Hash(string folder) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Files(folder)
            .Select(file => Path.GetFileName(file) + "\n" + File.ReadAllText(file).ReplaceLineEndings("\n"))))));

    private static IEnumerable<string> Files(string folder) =>
        [.. Directory.GetFiles(folder, "*.tsv").Order(StringComparer.Ordinal), Path.Combine(folder, "..", "evaluation", $"{Evaluation.Known}.tsv")];
}
