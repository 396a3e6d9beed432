namespace Community.Messaging.Search;

/// <summary>
/// In which languages text is searched: each word is found as it is written (<c>simple</c>) and by its stem in each of the others. Makes the
/// SQL that writes what searches look at, and that asks for it, so that both always mean the same.
/// </summary>
internal sealed class SearchLanguages
{
    public const string Default = "simple,english";

    // Longer than any distance that a phrase allows for: the last word in one language does not stand before the first in the next.
    private const string Gap = "ts_gap";

    // Those that PostgreSQL brings.
    private static readonly HashSet<string> Known =
    [
        "simple", "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi", "hungarian",
        "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil",
        "turkish", "yiddish",
    ];

    private const string HighlightOptions = "StartSel=<mark>, StopSel=</mark>, MaxWords=35, MinWords=15, MaxFragments=2, FragmentDelimiter=\" … \"";

    /// <summary>Of a text, so many characters are looked through for a piece to show.</summary>
    public const int MarkedLength = 8_000;

    private readonly string[] _names;

    private SearchLanguages(string[] names) => _names = names;

    /// <summary>A list of PostgreSQL's text search configurations, with commas; <c>simple</c> is always one of them.</summary>
    public static SearchLanguages Parse(string list)
    {
        string[] names =
            [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Prepend("simple").Distinct(StringComparer.Ordinal)];
        return Array.Find(names, name => !Known.Contains(name)) is { } unknown
            ? throw new InvalidOperationException($"Messaging:SearchLanguages: PostgreSQL has no text search configuration {unknown}.")
            : new SearchLanguages(names);
    }

    /// <summary>What a search looks at of a text.</summary>
    /// <param name="text">An expression of SQL.</param>
    public string VectorOf(string text)
    {
        // PostgreSQL would leave out what looks like an element of HTML; here it is what somebody wrote.
        var vectors = _names.Select(name => $"to_tsvector('{name}', translate({text}, '<>', '  '))").ToArray();
        return vectors.Length == 1 ? vectors[0] : $"ts_delete({string.Join($" || '{Gap}:64'::tsvector || ", vectors)}, '{Gap}')";
    }

    /// <summary>Finds a phrase, or a word, in any of the languages.</summary>
    /// <param name="text">A parameter of SQL.</param>
    public string QueryOf(string text) => $"({string.Join(" || ", _names.Select(name => $"phraseto_tsquery('{name}', {text})"))})";

    /// <summary>Where a query's words stand in a text: a piece of HTML with nothing but <c>mark</c> elements in it.</summary>
    /// <param name="text">An expression of SQL.</param>
    /// <param name="query">Another, a tsquery of single words (<see cref="SearchQuery.MarkedToSql"/>).</param>
    public string HighlightOf(string text, string query)
    {
        // Words are marked as one language sees them: the first that sees any, those with stems before the one without.
        var escaped = $"replace(replace(replace(replace(left({text}, {MarkedLength}), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '\"', '&quot;')";
        var pieces = _names.Skip(1).Append(_names[0]).Select(name =>
            $"ts_headline('{name}', {escaped}, {query}, '{HighlightOptions}')").ToArray();
        var marked = pieces.Select(piece => $"(SELECT piece FROM (SELECT {piece}) marked (piece) WHERE strpos(piece, '<mark>') > 0)");
        return $"coalesce({string.Join(", ", marked)}, {pieces[0]})";
    }

    public override string ToString() => string.Join(',', _names);
}
