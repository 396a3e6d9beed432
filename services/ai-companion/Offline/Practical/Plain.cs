using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>Texts as the patterns of this folder read them: lower case, no apostrophes, one spelling of each Arabic letter.</summary>
internal static partial class Plain
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static string Of(string text) =>
        string.Join(
            ' ',
            string.Concat(text.Where(letter => !IsDropped(letter)).Select(Letter))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    /// <summary>A text of a conversation in this language, in which Arabizi is read as Arabic.</summary>
    public static string Of(string text, string language) => Of(OfflineCompanion.Readable(text, language == Languages.Arabic));

    /// <summary>A pattern for plain texts: whole words in English; in Arabic a word may have prefixes and endings.</summary>
    public static Regex Pattern(string words) =>
        new(
            words.Any(letter => letter is >= '\u0621' and <= '\u064A') ? string.Concat(words.Select(Letter)) : $@"\b(?:{words})\b",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            Limit
        );

    private static bool IsDropped(char letter) =>
        "'’!؟?.،,;:\u0640".Contains(letter, StringComparison.Ordinal) || letter is >= '\u064B' and <= '\u0652';

    private static char Letter(char letter) =>
        letter switch
        {
            'أ' or 'إ' or 'آ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            >= '٠' and <= '٩' => (char)('0' + letter - '٠'),
            _ => char.ToLowerInvariant(letter),
        };

    /// <summary>A plain text without its opener: "no I meant", "ok fine", «لا قصدي».</summary>
    public static string WithoutOpener(string plain) => Opener().Replace(plain, "") is { Length: > 0 } rest ? rest : plain;

    [GeneratedRegex(
        @"^(?:(?:no|nah|ok|okay|well|anyway|hmm|fine|actually|sorry|hey)[ ]+)*(?:i meant|i mean|ok fine|anyway|actually)[ ]+|^(?:لا |لأ )?(?:قصدي|اقصد|كنت اقصد)[ ]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Opener();

    public static int Words(string plain) => plain.Length == 0 ? 0 : plain.Split(' ').Length;
}
