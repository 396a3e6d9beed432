using System.Collections.Frozen;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Words;

/// <summary>
/// The most frequent Arabic word forms of chats, standard and dialects, each with its sense in English (<c>arabic-glosses.txt</c>): "he
/// hits me" for one word. Word for word, an Arabic text gets the sense that a model of English needs to read it.
/// </summary>
internal static class ArabicGlosses
{
    /// <summary>The file, as <see cref="Embedded"/> names it.</summary>
    public const string File = "Words.arabic-glosses.txt";

    private const string Article = "ال";

    private static readonly FrozenDictionary<string, string[]> ByForm;
    private static readonly FrozenDictionary<string, string[]> ByStem;

    static ArabicGlosses()
    {
        var (byForm, byStem) = (
            new Dictionary<string, string[]>(StringComparer.Ordinal),
            new Dictionary<string, string[]>(StringComparer.Ordinal)
        );
        foreach (var line in Embedded.Lines(File))
        {
            // The file begins with the most frequent form: of two meanings of a stem its one counts. Its 79,000 words are 8,000 different
            // ones.
            var (form, english) = line.Split('\t') is [var arabic, var words, ..]
                ? (FoldedWords.Fold(arabic), Array.ConvertAll(words.Split(' '), string.Intern))
                : throw new FormatException($"A tab is missing: {line}");
            byForm.TryAdd(form, english);
            byStem.TryAdd(ArabicStem.Of(form), english);
        }

        (ByForm, ByStem) = (byForm.ToFrozenDictionary(StringComparer.Ordinal), byStem.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The sense of a word in English; empty if it is not known, or not Arabic.</summary>
    /// <param name="word">A folded word, with its prefixes and endings.</param>
    public static IReadOnlyList<string> Find(string word)
    {
        if (!ArabicStem.IsArabic(word))
        {
            return [];
        }

        return ByForm.GetValueOrDefault(word)
            ?? ByForm.GetValueOrDefault(word.StartsWith(Article, StringComparison.Ordinal) ? word[Article.Length..] : Article + word)
            ?? AfterAnd(word)
            ?? (ArabicLexicon.Find(word) is { Count: > 0 } english ? english : ByStem.GetValueOrDefault(ArabicStem.Of(word)))
            ?? [];
    }

    /// <summary>A word with an attached "and" or "so".</summary>
    private static string[]? AfterAnd(string word) =>
        word.Length > 3 && word[0] is 'و' or 'ف' && ByForm.TryGetValue(word[1..], out var english)
            ? [word[0] == 'و' ? "and" : "so", .. english]
            : null;
}
