using System.Text;
using System.Text.RegularExpressions;
using Community.Platform.Text;

namespace Community.Platform.Data;

/// <summary>The form in which texts are compared in a search: without case, and equal for all spellings of a character (NFKC).</summary>
public static partial class SearchKey
{
    /// <summary>An index entry must fit a third of a page, and NFKC can make eighteen characters of one.</summary>
    private const int MaxLength = 200;

    /// <summary>A key of an index, short enough for one for any text.</summary>
    public static string Of(string text)
    {
        var key = Folded(text);
        return key.Length <= MaxLength ? key : key[..(char.IsHighSurrogate(key[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }

    /// <inheritdoc cref="Of"/>
    public static string? OfOrNull(string? text) => text is null ? null : Of(text);

    /// <summary>
    /// The characters with which PostgreSQL's parser joins words to longer tokens: addresses, hosts, files, tags, compounds, numbers. It
    /// tries several kinds of token at each, to the end of the text, so that a text such as <c>_a_a_a…</c> takes time that grows with the
    /// square of its length. So they separate words, both in the searched text and in the search term.
    /// </summary>
    public const string Joints = "&<>-+._/@~:";

    /// <summary>An expression of SQL: the text as it is given to <c>to_tsvector</c>, without <see cref="Joints"/>.</summary>
    /// <param name="text">An expression of SQL.</param>
    public static string WordsSql(string text) => $"translate({text}, '{Joints}', '{new string(' ', Joints.Length)}')";

    /// <summary>The same for a search term that is one word or phrase.</summary>
    public static string Words(string text) => Joint().Replace(text, " ");

    /// <summary>
    /// The text for <c>websearch_to_tsquery</c>. Words with a joint between them are a phrase, which a comma keeps together. That function
    /// reads each hyphen before a word as a "not", and fails at more than 32 of them in a row ("tsquery stack too small"). So of several
    /// hyphens with no letter or digit between them only the last is kept.
    /// </summary>
    public static string Query(string text) => InnerJoint().Replace(Hyphens().Replace(text, ""), ",");

    [GeneratedRegex("[&<>+._/@~:-]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Joint();

    /// <summary>All but a hyphen that begins a word: it is a "not".</summary>
    [GeneratedRegex(@"[&<>+._/@~:]|(?<=[^\s""])-", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InnerJoint();

    [GeneratedRegex("""(?<![\p{L}\p{N}])-[^\p{L}\p{N}"]*(?=-)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hyphens();

    /// <summary>The whole text, for both the searched text and the search term.</summary>
    public static string Folded(string text) => text.Trim().Normalized(NormalizationForm.FormKC).ToLowerInvariant();
}
