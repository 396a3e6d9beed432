using System.Text;
using System.Text.RegularExpressions;
using Community.ServiceDefaults.Text;

namespace Community.ServiceDefaults.Data;

/// <summary>What text is compared by in a search: without case, and the same for all spellings of a character (NFKC).</summary>
public static partial class SearchKey
{
    /// <summary>An index entry must fit a third of a page, and NFKC can make eighteen characters of one.</summary>
    private const int MaxLength = 200;

    /// <summary>A key of an index: short enough for one, whatever it is made of.</summary>
    public static string Of(string text)
    {
        var key = Folded(text);
        return key.Length <= MaxLength ? key : key[..(char.IsHighSurrogate(key[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }

    /// <inheritdoc cref="Of"/>
    public static string? OfOrNull(string? text) => text is null ? null : Of(text);

    /// <summary>
    /// What is given to <c>websearch_to_tsquery</c>. Each hyphen before a word is a "not" to it, and more than 32 of them one after another
    /// ("tsquery stack too small") are an error: of several with no letter or digit between them the last is kept.
    /// </summary>
    public static string Query(string text) => Hyphens().Replace(text, "");

    [GeneratedRegex("""(?<![\p{L}\p{N}])-[^\p{L}\p{N}"]*(?=-)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hyphens();

    /// <summary>The whole text, for what is searched in and what is searched for in it.</summary>
    public static string Folded(string text) => text.Trim().Normalized(NormalizationForm.FormKC).ToLowerInvariant();
}
