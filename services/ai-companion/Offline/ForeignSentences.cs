namespace Community.Companion.Offline;

/// <summary>The sentence that the companion says in a language that it does not speak: which two it does.</summary>
internal static class ForeignSentences
{
    private const int Enough = 2;

    private static readonly (string Code, HashSet<string> Words, string Sentence)[] All =
    [
        .. Embedded
            .Lines("Offline.foreign.txt")
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(line => (line[0], Set(line[1]), line[2])),
    ];

    /// <summary>The words of all languages, with a blank between them.</summary>
    public static string OwnWords => string.Join(' ', All.SelectMany(one => one.Words));

    /// <summary>The sentence in the language of a text; null: that language is not known.</summary>
    public static string? For(string text)
    {
        if (Languages.ByLetters(text) is { } code && Array.Find(All, one => one.Code == code).Sentence is { } known)
        {
            return known;
        }

        var words = Languages.WordsOf(text.ToLowerInvariant());
        var best = All.MaxBy(one => words.Count(one.Words.Contains));
        return words.Count(best.Words.Contains) >= Enough ? best.Sentence : null;
    }

    private static HashSet<string> Set(string words) =>
        new(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
}
