using System.Globalization;
using System.Text;
using Community.Platform.Text;

namespace Community.Companion.Words;

/// <summary>Splits a text into words, and finds forms of a word that a vocabulary may have.</summary>
internal static class WordForms
{
    private const int LongestWord = 40;

    /// <summary>Endings and their replacements, most specific first: possessives, plurals, British spellings, verbs.</summary>
    private static readonly (string Ending, string Instead)[] Endings =
    [
        ("'s", ""),
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("isation", "ization"),
        ("isations", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("our", "or"),
        ("ours", "ors"),
        ("tre", "ter"),
        ("ogue", "og"),
        ("elling", "eling"),
        ("elled", "eled"),
        ("eller", "eler"),
        ("ence", "ense"),
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("ers", "er"),
        ("ers", ""),
        ("er", ""),
        ("ly", ""),
        ("ness", ""),
    ];

    /// <summary>
    /// Words that are newer than the vocabulary (2014), or used only in the product's own field, with words of the same meaning.
    /// </summary>
    private static readonly Dictionary<string, string[]> Newer = new(StringComparer.Ordinal)
    {
        ["adhd"] = ["attention", "disorder"],
        ["arduino"] = ["electronics", "programming"],
        ["bachata"] = ["latin", "dance"],
        ["backend"] = ["server", "software"],
        ["barista"] = ["coffee"],
        ["bitcoin"] = ["digital", "currency"],
        ["blockchain"] = ["digital", "currency"],
        ["bouldering"] = ["rock", "climbing"],
        ["coder"] = ["programmer"],
        ["cosplay"] = ["costume", "anime"],
        ["coworking"] = ["shared", "office"],
        ["crochet"] = ["knitting"],
        ["crossfit"] = ["fitness", "training"],
        ["devops"] = ["software", "operations"],
        ["esports"] = ["video", "gaming"],
        ["expat"] = ["expatriate"],
        ["foodie"] = ["food", "lover"],
        ["frontend"] = ["web", "software"],
        ["hackathon"] = ["programming", "contest"],
        ["homebrew"] = ["beer", "brewing"],
        ["influencer"] = ["celebrity", "internet"],
        ["iot"] = ["internet", "devices"],
        ["kizomba"] = ["african", "dance"],
        ["kombucha"] = ["fermented", "tea"],
        ["kubernetes"] = ["server", "software"],
        ["lgbtq"] = ["gay", "lesbian", "transgender"],
        ["livestream"] = ["live", "broadcast"],
        ["makerspace"] = ["workshop", "tools"],
        ["meetup"] = ["gathering"],
        ["mindfulness"] = ["meditation", "awareness"],
        ["minecraft"] = ["video", "game"],
        ["neurodivergent"] = ["autism"],
        ["padel"] = ["tennis"],
        ["parkour"] = ["acrobatics", "running"],
        ["permaculture"] = ["organic", "gardening"],
        ["podcast"] = ["radio", "show"],
        ["reskilling"] = ["training"],
        ["selfcare"] = ["self", "care"],
        ["toastmasters"] = ["public", "speaking"],
        ["upcycling"] = ["recycling", "craft"],
        ["ux"] = ["interface", "design"],
        ["videography"] = ["video", "filming"],
        ["vlogging"] = ["video", "blog"],
        ["webinar"] = ["online", "seminar"],
        ["zumba"] = ["dance", "fitness"],
    };

    /// <summary>The text's words in lower case, without accents; hyphens and apostrophes inside a word stay.</summary>
    public static IEnumerable<string> In(string text)
    {
        var word = new StringBuilder();
        foreach (var character in text.Normalized(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLowerInvariant(character));
            }
            else if (character is '\'' or '’' && word.Length > 0)
            {
                word.Append('\'');
            }
            else if (character is '-' && word.Length > 0)
            {
                word.Append('-');
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark && Take(word) is { } complete)
            {
                yield return complete;
            }
        }

        if (Take(word) is { } last)
        {
            yield return last;
        }
    }

    /// <summary>
    /// The literal search terms of a text: its words without their endings, the parts of hyphenated ones, each once. It works for any
    /// language: from an Arabic word the article is removed.
    /// </summary>
    public static IReadOnlyList<string> TermsIn(string text) =>
        [
            .. In(text)
                .SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries))
                .Select(Stem)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>
    /// The word without the endings of plural, possessive and verb. The result is the same for all forms of most words, but need not be a
    /// word itself.
    /// </summary>
    public static string Stem(string word)
    {
        var stem = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word.Replace("'", "", StringComparison.Ordinal);
        stem = stem switch
        {
            ['\u0627', '\u0644', _, _, ..] => stem[2..],
            [_, _, .., 'i', 'e', 's'] => stem[..^3] + "y",
            [_, _, .., 's' or 'x' or 'z' or 'h', 'e', 's'] => stem[..^2],
            [_, _, .., not ('s' or 'u' or 'i'), 's'] => stem[..^1],
            _ => stem,
        };
        stem = stem switch
        {
            [_, _, _, .., 'i', 'n', 'g'] => Single(stem[..^3]),
            [_, _, _, .., 'e', 'd'] => Single(stem[..^2]),
            _ => stem,
        };
        return stem is [_, _, _, .., 'e'] ? stem[..^1] : stem;
    }

    /// <summary>The "nn" of "running" is the "n" of "run".</summary>
    private static string Single(string stem) =>
        stem is [_, _, .., var before, var last] && before == last && last is not ('l' or 's' or 'e' or 'o') ? stem[..^1] : stem;

    /// <summary>The places of the word in the vocabulary, or of words with nearly the same meaning; empty if it has none of them.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="find">The number of a word in the vocabulary, or null.</param>
    public static IReadOnlyList<int> Find(string word, Func<string, int?> find)
    {
        if (FindForm(word, find) is { } found)
        {
            return [found];
        }

        if ((Newer.GetValueOrDefault(word) ?? Newer.GetValueOrDefault(word.TrimEnd('s'))) is { } same)
        {
            return [.. same.Select(find).OfType<int>()];
        }

        return word.Contains('-', StringComparison.Ordinal)
            ? [.. word.Split('-', StringSplitOptions.RemoveEmptyEntries).SelectMany(part => Find(part, find))]
            : FindParts(word, find);
    }

    private static int? FindForm(string word, Func<string, int?> find)
    {
        if (find(word) is { } itself)
        {
            return itself;
        }

        foreach (var (ending, instead) in Endings)
        {
            if (
                word.Length > ending.Length + 2
                && word.EndsWith(ending, StringComparison.Ordinal)
                && find(word[..^ending.Length] + instead) is { } form
            )
            {
                return form;
            }
        }

        return null;
    }

    /// <summary>
    /// A compound such as "bookclub": of the ways to cut it into two known words of at least three letters, the one with the most common
    /// words.
    /// </summary>
    private static IReadOnlyList<int> FindParts(string word, Func<string, int?> find)
    {
        const int Shortest = 3;
        const int Common = 10_000;
        (int Left, int Right)? best = null;
        for (var cut = Shortest; cut <= word.Length - Shortest; cut++)
        {
            if (
                find(word[..cut]) is { } left
                && find(word[cut..]) is { } right
                && Math.Max(left, right) < Common
                && (best is not { } former || Math.Max(left, right) < Math.Max(former.Left, former.Right))
            )
            {
                best = (left, right);
            }
        }

        return best is { } parts ? [parts.Left, parts.Right] : [];
    }

    private static string? Take(StringBuilder word)
    {
        var taken = word.Length is > 0 and <= LongestWord ? word.ToString().Trim('\'', '-') : "";
        word.Clear();
        return taken.Length > 0 ? taken : null;
    }
}
