using System.Security.Cryptography;

namespace Community.Fuzz.Tests.Running;

/// <summary>The stored inputs of the targets: a file each, in corpus/TARGET/.</summary>
internal static class Corpus
{
    /// <summary>The maximum number of stored inputs of a target.</summary>
    public const int MaxInputs = 50;

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with the inputs of all targets.</summary>
    public static string Folder => Path.Combine(Root, "tests", "Fuzz.Tests", "corpus");

    /// <summary>The working folder of guided runs: the instrumented programs and their findings.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts", "fuzz");

    /// <summary>The target's seeds and stored inputs, always in the same order.</summary>
    public static List<byte[]> Read(Target target) => [.. target.SeedInputs, .. Kept(target).Select(File.ReadAllBytes)];

    /// <summary>The files of a target's stored inputs.</summary>
    public static IEnumerable<string> Kept(Target target) => FilesIn(Path.Combine(Folder, target.Name));

    /// <summary>Replaces a target's stored inputs.</summary>
    public static void Replace(Target target, IEnumerable<byte[]> inputs)
    {
        var folder = Path.Combine(Folder, target.Name);
        Directory.CreateDirectory(folder);
        foreach (var file in FilesIn(folder))
        {
            File.Delete(file);
        }

        foreach (var input in inputs)
        {
            Add(folder, input);
        }
    }

    /// <summary>Writes an input into a folder, under a name made of its content.</summary>
    /// <returns>The file.</returns>
    public static string Add(string folder, byte[] input)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8)));
        File.WriteAllBytes(file, input);
        return file;
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The fuzz targets must run below the repository.");
        }

        return folder.FullName;
    }
}
