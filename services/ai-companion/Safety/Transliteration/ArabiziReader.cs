using System.Text.RegularExpressions;
using Community.Companion.Offline;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Safety.Transliteration;

/// <summary>
/// Reads Arabic in Latin letters (Arabizi) as Arabic, so that the rules and weights for Arabic apply to it. The spelling follows no rule:
/// <see cref="ArabicSpelling"/> finds the words that are meant.
/// </summary>
internal static partial class ArabiziReader
{
    /// <summary>The words, as <see cref="Embedded"/> names them. <c>arabic-words</c> of the training program writes them.</summary>
    public const string File = "Safety.Transliteration.words.txt";

    /// <summary>A text is Arabizi if so many of its words are known in Arabic …</summary>
    private const double LeastKnown = 0.7;

    /// <summary>… and no more than so many in English.</summary>
    private const double MostEnglish = 0.5;

    private const int FewestWords = 3;

    /// <summary>Characters. A longer text is not read: its parts would be of several languages.</summary>
    private const int LongestText = 8_000;

    private static readonly Lazy<ArabicSpelling> Spelling = new(() => new(Embedded.Lines(File)));

    /// <summary>A text in Arabic letters, or null if it is not Arabizi.</summary>
    /// <param name="text">The text.</param>
    /// <param name="classes">The words of English.</param>
    public static string? Read(string text, WordClasses classes)
    {
        if (text.Length > LongestText || !text.Any(char.IsAsciiLetter))
        {
            return null;
        }

        text = LatinLetters.Typed(text);
        if (text.Any(letter => letter >= '\u0250' && char.IsLetter(letter)))
        {
            return null;
        }

        var parts = Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToList();
        var isListed = Languages.IsArabizi(text);
        if ((!isListed && !MayBe(parts, classes)) || (Languages.Of(text) == Languages.Other && !parts.Exists(Arabizi.IsSpelled)))
        {
            return null;
        }

        var (read, known, count) = Words(text);
        return isListed || known >= LeastKnown * count ? read : null;
    }

    /// <summary>Whether a text has a sign of Arabizi: a digit for a letter, or a frequent word; and few words of English.</summary>
    private static bool MayBe(List<string> words, WordClasses classes) =>
        (words.Count >= FewestWords || (words.Count > 1 && words.TrueForAll(Arabizi.IsSpelled)))
        && words.Exists(word => Arabizi.IsSpelled(word) || Arabizi.Has(word))
        && words.Count(word => word.Length > 2 && !Arabizi.Has(word) && classes.Of(word).IsKnown) <= MostEnglish * words.Count;

    private static (string Text, int Known, int Count) Words(string text)
    {
        var (read, known, count, before) = (new List<string>(), 0, 0, "");
        foreach (Match match in Part().Matches(text.ToLowerInvariant().Replace('’', '\'').Replace('‘', '\'')))
        {
            var part = match.Value.Trim('\'');
            switch (part)
            {
                case "":
                    break;
                case [not (>= 'a' and <= 'z') and not (>= '0' and <= '9'), ..]:
                    read.Add(part);
                    break;
                case "el" or "al" or "il" or "es" or "ed" or "ez":
                    before += "ال";
                    break;
                case "bel" or "bil" or "bl":
                    before += "بال";
                    break;
                case "lel" or "lil" or "lal":
                    before += "لل";
                    break;
                case "fel" or "fil" or "fl":
                    read.Add("في");
                    before = "ال";
                    break;
                case "mel" or "mil" or "ml":
                    read.Add("من");
                    before = "ال";
                    break;
                case "3al":
                    read.Add("على");
                    before = "ال";
                    break;
                case "hal":
                    before += "هال";
                    break;
                case "f" or "fi" or "fe":
                    read.Add($"{before}في");
                    before = "";
                    break;
                case "3a" or "3ala" or "3la":
                    read.Add($"{before}على");
                    before = "";
                    break;
                case "ya":
                    read.Add($"{before}يا");
                    before = "";
                    break;
                case "w" or "we" or "wa" or "o" or "u":
                    before = $"و{before}";
                    break;
                case "b" or "l":
                    before += part == "b" ? "ب" : "ل";
                    break;
                default:
                    var (word, isKnown) = part.All(char.IsAsciiDigit) ? (part, true) : ReadWord(part);
                    count++;
                    known += isKnown ? 1 : 0;
                    read.Add(Join(before, word));
                    before = "";
                    break;
            }
        }

        return (string.Join(' ', read), known, count);
    }

    private static (string Word, bool IsKnown) ReadWord(string latin) =>
        Arabizi.Find(latin) is { } listed ? (listed, true) : Spelling.Value.Read(latin);

    /// <summary>Puts a prefix before a word. A single l is the article in the Levant, if the word with it is known.</summary>
    private static string Join(string before, string word) =>
        before.EndsWith("ال", StringComparison.Ordinal) && word.StartsWith("ال", StringComparison.Ordinal) ? before[..^2] + word
        : before is "ل" or "ول" && Spelling.Value.Knows($"ال{word}") ? $"{before[..^1]}ال{word}"
        : before + word;

    [GeneratedRegex("[a-z0-9']+(?:-[a-z0-9']+)*", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Word();

    [GeneratedRegex("[a-z0-9']+|[.!?;\n]", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Part();
}
