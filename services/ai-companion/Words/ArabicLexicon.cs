using System.Collections.Frozen;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Words;

/// <summary>
/// Arabic words by English words of the same meaning (<c>arabic.txt</c>), so that Arabic texts have vectors too and are found by their
/// meaning, also from English. It knows the words that people of such a platform search for, not the language.
/// </summary>
internal static class ArabicLexicon
{
    private static readonly FrozenDictionary<string, string[]> ByForm;
    private static readonly FrozenDictionary<string, string[]> ByStem;

    static ArabicLexicon()
    {
        var (byForm, byStem) = (
            new Dictionary<string, string[]>(StringComparer.Ordinal),
            new Dictionary<string, string[]>(StringComparer.Ordinal)
        );
        foreach (
            var (english, form) in Embedded
                .Lines("Words.arabic.txt")
                .Select(line => line.Split(" = "))
                .SelectMany(pair => pair[1].Split(' ').Select(form => (pair[0].Split(' '), form)))
        )
        {
            // Of two meanings the first in the file counts.
            var folded = FoldedWords.Fold(form);
            byForm.TryAdd(folded, english);
            byStem.TryAdd(ArabicStem.Of(folded), english);
        }

        (ByForm, ByStem) = (byForm.ToFrozenDictionary(StringComparer.Ordinal), byStem.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>English words of the same meaning; empty if the word is not known, or not Arabic.</summary>
    /// <param name="word">As it is written, with or without article, prefix and ending.</param>
    public static IReadOnlyList<string> Find(string word)
    {
        var folded = FoldedWords.Fold(word);
        if (!ArabicStem.IsArabic(folded))
        {
            return [];
        }

        return ByForm.GetValueOrDefault(folded)
            ?? ByForm.GetValueOrDefault(folded.StartsWith("ال", StringComparison.Ordinal) ? folded[2..] : folded)
            ?? ByStem.GetValueOrDefault(ArabicStem.Of(folded))
            ?? [];
    }
}
