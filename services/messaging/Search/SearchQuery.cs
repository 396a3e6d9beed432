using System.Globalization;
using Community.Platform.Data;
using Npgsql;

namespace Community.Messaging.Search;

/// <summary>One term of a search.</summary>
/// <param name="Text">A word, or a phrase.</param>
/// <param name="IsExcluded">It must not be there.</param>
/// <param name="IsPrefix">Also matches words that begin with it.</param>
internal sealed record SearchTerm(string Text, bool IsExcluded, bool IsPrefix);

/// <summary>
/// A text from a search box: words that must all be there, <c>"a phrase"</c>, <c>-without</c>, <c>one OR other</c>. The last word may be
/// unfinished.
/// </summary>
/// <param name="Alternatives">One of them has to match, with all its terms.</param>
internal sealed record SearchQuery(IReadOnlyList<IReadOnlyList<SearchTerm>> Alternatives)
{
    public const int MaxLength = 200;

    /// <summary>Words of all terms together; further ones are ignored.</summary>
    private const int MostWords = 20;

    /// <summary>Null if there is nothing to search.</summary>
    public static SearchQuery? Parse(string text)
    {
        var alternatives = new List<List<SearchTerm>> { new() };
        var left = MostWords;
        foreach (var term in TermsOf(text))
        {
            // An OR counts as a word, too.
            var words = term is null ? 1 : WordsOf(term.Text).Count;
            if ((left -= words) < 0)
            {
                break;
            }

            if (term is null)
            {
                alternatives.Add([]);
            }
            else
            {
                alternatives[^1].Add(term);
            }
        }

        // An alternative that only excludes words finds nothing: it would find everything else.
        var positive = alternatives.Where(terms => terms.Exists(term => !term.IsExcluded)).ToList();
        return positive.Count == 0 ? null : new SearchQuery(positive);
    }

    /// <summary>Without the excluded words: the results are ranked by this.</summary>
    public SearchQuery Included => new([.. Alternatives.Select(terms => terms.Where(term => !term.IsExcluded).ToList())]);

    /// <summary>The same as a <c>tsquery</c> of SQL; its texts are added to the parameters.</summary>
    public string ToSql(SearchLanguages languages, NpgsqlParameterCollection parameters) =>
        string.Join(
            " || ",
            Alternatives.Select(terms => $"({string.Join(" && ", terms.Select(term => ToSql(term, languages, parameters)))})")
        );

    /// <summary>
    /// The words that are marked in a result, each on its own, as a <c>tsquery</c> of SQL. No phrases: PostgreSQL tries every combination
    /// of the places of a phrase's words, which takes seconds if the words are equal.
    /// </summary>
    public string MarkedToSql(SearchLanguages languages, NpgsqlParameterCollection parameters)
    {
        var included = Included.Alternatives.SelectMany(terms => terms).ToArray();
        var words = included
            .SelectMany(term => WordsOf(term.Text))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(word => new SearchTerm(word, IsExcluded: false, IsPrefix: false));
        var beginnings = included.Where(term => term.IsPrefix).Select(term => term with { Text = WordsOf(term.Text)[^1] });
        return string.Join(" || ", words.Concat(beginnings).Select(word => ToSql(word, languages, parameters)));
    }

    /// <summary>Splits at blanks and marks; a text without letters and digits (an emoji) is one word.</summary>
    private static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && IsOfWord(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                words.Add(text[start..at]);
            }
        }

        return words.Count > 0 ? words : [text];
    }

    private static bool IsOfWord(char c) =>
        char.IsLetterOrDigit(c)
        || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string ToSql(SearchTerm term, SearchLanguages languages, NpgsqlParameterCollection parameters)
    {
        var text = SearchKey.Words(term.Text);
        var query = languages.QueryOf(Add(parameters, text));
        if (term.IsPrefix)
        {
            // Quoted, it is text and no operator, whatever is in it.
            var quoted = $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}':*";
            query = $"({query} || to_tsquery('simple', {Add(parameters, quoted)}))";
        }

        return term.IsExcluded ? $"(!!{query})" : query;
    }

    private static string Add(NpgsqlParameterCollection parameters, string text)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        return string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}::text");
    }

    /// <summary>Null means OR.</summary>
    private static IEnumerable<SearchTerm?> TermsOf(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var isExcluded = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += isExcluded ? 1 : 0;
            var isPhrase = text[at] == '"';
            at += isPhrase ? 1 : 0;
            var end = at;
            while (end < text.Length && (isPhrase ? text[end] != '"' : !char.IsWhiteSpace(text[end])))
            {
                end++;
            }

            var words = text[at..end].Replace("\"", "", StringComparison.Ordinal);
            at = end + (isPhrase ? 1 : 0);
            if (words is "or" or "OR" && !isPhrase && !isExcluded)
            {
                yield return null;
            }
            else if (words.Any(char.IsLetterOrDigit) || words.Any(char.IsSurrogate))
            {
                yield return new SearchTerm(words, isExcluded, IsPrefix: !isPhrase && !isExcluded && end == text.Length);
            }
        }
    }
}
