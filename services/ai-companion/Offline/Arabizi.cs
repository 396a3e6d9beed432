using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <summary>
/// Arabic in Latin letters, with digits for letters that Latin has not: recognized by frequent words and by such digits, and read by the
/// words of <c>arabizi.txt</c>.
/// </summary>
internal static partial class Arabizi
{
    private static readonly (char Mark, string[] Words, string Arabic)[] Lines =
    [
        .. Embedded
            .Lines("Offline.arabizi.txt")
            .Select(line => (Mark: line[0], Pair: line.TrimStart('?', '!').Split(':', 2)))
            .Select(line => (line.Mark, line.Pair[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), line.Pair[1].Trim())),
    ];

    private static readonly FrozenDictionary<string, string> Arabic = Lines
        .SelectMany(line => line.Words.Select(word => KeyValuePair.Create(word, line.Arabic)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that no other language here has.</summary>
    private static readonly FrozenSet<string> Own = WordsOf(mark => mark is not ('?' or '!'));

    /// <summary>The words that are also English ones: in Arabizi they are read, and none of them is a sign of it.</summary>
    private static readonly FrozenSet<string> English = WordsOf(mark => mark == '!');

    private static FrozenSet<string> WordsOf(Func<char, bool> isMarked) =>
        Lines.Where(line => isMarked(line.Mark)).SelectMany(line => line.Words).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a text is Arabizi: two of its words, of which one is its own or has a digit, and more of them than frequent words of
    /// English.
    /// </summary>
    /// <param name="words">The words of the text.</param>
    /// <param name="english">The number of frequent English words among them.</param>
    public static bool Is(IReadOnlyCollection<string> words, int english)
    {
        var known = words.Count(Arabic.ContainsKey);
        var spelled = words.Count(word => !Arabic.ContainsKey(word) && IsSpelled(word));
        return (words.Any(Own.Contains) || (known > 0 && spelled > 0)) && known + spelled > 1 && known + spelled > english;
    }

    /// <summary>Whether a word has a digit for a letter.</summary>
    public static bool IsSpelled(string word) => Digits().IsMatch(word) && !Numbers().IsMatch(word);

    /// <summary>Whether a word is a frequent word of Arabizi, and none of English.</summary>
    public static bool Has(string word) => Arabic.ContainsKey(word) && !English.Contains(word);

    /// <summary>Whether a word is a frequent word of Arabizi, and of no other language here.</summary>
    public static bool IsOwn(string word) => Own.Contains(word);

    /// <summary>The Arabic spelling of a frequent word, or null.</summary>
    public static string? Find(string word) => Arabic.GetValueOrDefault(word);

    /// <summary>The text with its known words in Arabic letters, and the others as they are.</summary>
    public static string Read(string text) =>
        Word().Replace(text, match => Arabic.TryGetValue(match.Value, out var word) ? word : match.Value);

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("[a-z][23578][a-z]|^[23578][a-z]{2}|[a-z]{2}[23578]$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();

    /// <summary>Numbers with a unit, an ordinal, a name with a number, or an English word with one ("2nite", "gr8").</summary>
    [GeneratedRegex(
        "^[0-9]+(?:st|nd|rd|th|am|pm|km|kg|min|mins|hr|hrs|days?|hours?|years?|yrs?|weeks?)$|^(?:mp3|mp4|covid19|ps5|ps4)$"
            + "|^2(?:nite|night|day|moro?w?|morrow|gether)$|^(?:gr|l|m|w|h|str)8(?:r|s|t|ed|ing)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Numbers();
}
