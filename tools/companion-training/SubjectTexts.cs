namespace Community.Companion.Training;

/// <summary>A sentence that people say to a companion.</summary>
/// <param name="Name">Its subject: a situation, a topic, a request, <c>help.FEATURE</c> or <c>tip.SUBJECT</c>.</param>
/// <param name="Text">The sentence.</param>
internal sealed record SubjectText(string Name, string Text);

/// <summary>The sentences in <c>subjects</c>: subjects are learned from them, and that they are no crisis.</summary>
internal static class SubjectTexts
{
    /// <summary>All sentences, by the name of their file.</summary>
    public static IEnumerable<(string File, SubjectText Sentence)> Read() =>
        Files().SelectMany(file => Parse(File.ReadAllText(file)).Select(text => (Path.GetFileNameWithoutExtension(file), text)));

    /// <summary>The files with their folder, in the order of their names.</summary>
    public static IEnumerable<string> Files() =>
        Directory.GetFiles(Path.Combine(TrainingTexts.Folder(), "subjects"), "*.txt").Order(StringComparer.Ordinal);

    /// <summary>The sentences of a file: <c>= NAME</c>, then a line for each.</summary>
    public static IEnumerable<SubjectText> Parse(string text)
    {
        var name = "";
        foreach (var line in Embedded.LinesOf(text.ReplaceLineEndings("\n")))
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                name = line[2..];
            }
            else
            {
                yield return new(name, line);
            }
        }
    }
}
