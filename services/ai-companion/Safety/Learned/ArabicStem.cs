namespace Community.Companion.Safety.Learned;

/// <summary>
/// An Arabic word without its affixes: one prefix and one ending, the longest that leave three letters (a light stemmer: Larkey,
/// Ballesteros and Connell, Improving stemming for Arabic information retrieval, 2002; with the affixes of dialects as well). The result is
/// not a root, but mostly the same for all forms of a word.
/// </summary>
internal static class ArabicStem
{
    private const int Shortest = 3;

    // In folded form: one form of alef, ya and ta marbuta.
    private static readonly string[] Prefixes = ["وال", "بال", "فال", "كال", "عال", "ال", "لل", "و", "ف", "ب", "ل", "ه", "س"];

    private static readonly string[] Endings =
    [
        "هما",
        "كما",
        "ناه",
        "تها",
        "تني",
        "هم",
        "ها",
        "هن",
        "كم",
        "نا",
        "ني",
        "ين",
        "ون",
        "ات",
        "ان",
        "تي",
        "يه",
        "وا",
        "ه",
        "ي",
        "ك",
        "ا",
        "ت",
    ];

    public static bool IsArabic(string word) => word.Length > 0 && word[0] is >= '\u0600' and <= '\u06FF';

    public static string Of(string word)
    {
        var stem = word.AsSpan();
        foreach (var prefix in Prefixes)
        {
            if (stem.Length >= prefix.Length + Shortest && stem.StartsWith(prefix, StringComparison.Ordinal))
            {
                stem = stem[prefix.Length..];
                break;
            }
        }

        foreach (var ending in Endings)
        {
            if (stem.Length >= ending.Length + Shortest && stem.EndsWith(ending, StringComparison.Ordinal))
            {
                stem = stem[..^ending.Length];
                break;
            }
        }

        return stem.Length == word.Length ? word : stem.ToString();
    }
}
