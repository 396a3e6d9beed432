using System.Text;

namespace Community.Companion;

/// <summary>Files in the assembly.</summary>
internal static class Embedded
{
    /// <summary>A file by its path with dots, below the service's folder: <c>Safety.evaluation.known.tsv</c>.</summary>
    public static string Text(string path)
    {
        using var stream =
            typeof(Embedded).Assembly.GetManifestResourceStream($"Community.Companion.{path}")
            ?? throw new InvalidOperationException($"The assembly carries no {path}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>A binary file.</summary>
    public static byte[] Bytes(string path)
    {
        using var stream =
            typeof(Embedded).Assembly.GetManifestResourceStream($"Community.Companion.{path}")
            ?? throw new InvalidOperationException($"The assembly carries no {path}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The lines of a file without comments (<c>#</c>) and empty ones.</summary>
    public static IEnumerable<string> Lines(string path) => LinesOf(Text(path));

    /// <summary>The lines of a text without comments (<c>#</c>) and empty ones.</summary>
    public static IEnumerable<string> LinesOf(string text) =>
        text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && line[0] != '#');
}
