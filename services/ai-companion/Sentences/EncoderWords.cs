using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Community.Companion.Safety.Rules;
using Community.Companion.Words;

namespace Community.Companion.Sentences;

/// <summary>The words of a text as <see cref="SentenceEncoder"/> reads them.</summary>
internal static class EncoderWords
{
    /// <summary>Contractions, which rules have as one word.</summary>
    private static readonly FrozenDictionary<string, string[]> Contractions = (
        "dont do not, doesnt does not, didnt did not, cant can not, cannot can not, couldnt could not, wont will not, wouldnt would not, "
        + "shouldnt should not, isnt is not, arent are not, wasnt was not, werent were not, havent have not, hasnt has not, hadnt had not, "
        + "mustnt must not, neednt need not, aint is not"
    )
        .Split(", ")
        .Select(line => line.Split(' '))
        .ToFrozenDictionary(words => words[0], words => words[1..], StringComparer.Ordinal);

    /// <summary>
    /// English words; Arabic ones by their glosses, and as they are if they have none. Each mark that is no letter or digit is a word.
    /// </summary>
    /// <param name="folded">Folded words and marks.</param>
    public static IEnumerable<string> Of(IEnumerable<string> folded) =>
        folded.SelectMany(word =>
            ArabicGlosses.Find(word) is { Count: > 0 } english ? english
            : Contractions.TryGetValue(word, out var full) ? full
            : Parts(word)
        );

    /// <summary>The words of a text that no rule reads.</summary>
    public static IEnumerable<string> Of(string text) =>
        Of(FoldedWords.Fold(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(Parts));

    private static IEnumerable<string> Parts(string word) => PartsOf(WithAsciiDigits(word));

    /// <summary>A word with ١٢ as 12.</summary>
    private static string WithAsciiDigits(string word) =>
        Ascii.IsValid(word)
            ? word
            : string.Create(
                word.Length,
                word,
                static (letters, word) =>
                {
                    for (var at = 0; at < word.Length; at++)
                    {
                        letters[at] = char.IsDigit(word[at]) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(word[at])) : word[at];
                    }
                }
            );

    private static IEnumerable<string> PartsOf(string word)
    {
        for (int from = 0, at = 0; at < word.Length; at++)
        {
            var isMark = !char.IsLetterOrDigit(word[at]) && !char.IsSurrogate(word[at]);
            if (isMark && at > from)
            {
                yield return word[from..at];
            }

            if (isMark || at == word.Length - 1)
            {
                yield return isMark ? word[at].ToString() : word[from..];
                from = at + 1;
            }
        }
    }
}
