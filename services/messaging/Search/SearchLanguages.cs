using Community.Platform.Data;

namespace Community.Messaging.Search;

/// <summary>
/// The languages in which text is searched: each word is found as it is written (<c>simple</c>) and by its stem in each of the others.
/// Makes the SQL for the search vectors and for the queries, so that both always match.
/// </summary>
internal sealed class SearchLanguages
{
    public const string Default = "simple,english";

    // Longer than any distance that a phrase allows for, so that the last word in one language is not next to the first word in the next.
    private const string Gap = "ts_gap";

    // Those that come with PostgreSQL.
    private static readonly HashSet<string> Known =
    [
        "simple",
        "arabic",
        "armenian",
        "basque",
        "catalan",
        "danish",
        "dutch",
        "english",
        "finnish",
        "french",
        "german",
        "greek",
        "hindi",
        "hungarian",
        "indonesian",
        "irish",
        "italian",
        "lithuanian",
        "nepali",
        "norwegian",
        "portuguese",
        "romanian",
        "russian",
        "serbian",
        "spanish",
        "swedish",
        "tamil",
        "turkish",
        "yiddish",
    ];

    private const string HighlightOptions =
        "StartSel=<mark>, StopSel=</mark>, MaxWords=35, MinWords=15, MaxFragments=2, FragmentDelimiter=\" … \"";

    // In the text that is marked, a control character that is no blank stands for each joint, so that the text can be shown as it was
    // written.
    private static readonly string StandIns = $"E'{string.Concat(SearchKey.Joints.Select((_, index) => $"\\x{(int)StandIn(index):x2}"))}'";

    private static char StandIn(int index) => (char)(index < 8 ? 1 + index : 6 + index);

    // Rises with each change of the words that are made of a text, so that stored vectors are made anew.
    private const int Version = 2;

    /// <summary>How many characters of a text are searched for a piece to show.</summary>
    public const int MarkedLength = 8_000;

    private readonly string[] _names;

    private SearchLanguages(string[] names) => _names = names;

    /// <summary>A list of PostgreSQL's text search configurations, with commas; <c>simple</c> is always one of them.</summary>
    public static SearchLanguages Parse(string list)
    {
        string[] names =
        [
            .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Prepend("simple")
                .Distinct(StringComparer.Ordinal),
        ];
        return Array.Find(names, name => !Known.Contains(name)) is { } unknown
            ? throw new InvalidOperationException($"Messaging:SearchLanguages: PostgreSQL has no text search configuration {unknown}.")
            : new SearchLanguages(names);
    }

    /// <summary>The search vector of a text.</summary>
    /// <param name="text">An expression of SQL.</param>
    public string VectorOf(string text)
    {
        var vectors = _names.Select(name => $"to_tsvector('{name}', {SearchKey.WordsSql(text)})").ToArray();
        return vectors.Length == 1 ? vectors[0] : $"ts_delete({string.Join($" || '{Gap}:64'::tsvector || ", vectors)}, '{Gap}')";
    }

    /// <summary>Finds a phrase, or a word, in any of the languages.</summary>
    /// <param name="text">A parameter of SQL.</param>
    public string QueryOf(string text) => $"({string.Join(" || ", _names.Select(name => $"phraseto_tsquery('{name}', {text})"))})";

    /// <summary>The places of a query's words in a text: a piece of HTML with no elements but <c>mark</c>.</summary>
    /// <param name="text">An expression of SQL.</param>
    /// <param name="query">Another, a tsquery of single words (<see cref="SearchQuery.MarkedToSql"/>).</param>
    public string HighlightOf(string text, string query)
    {
        // Words are marked in one language: the first that finds any; languages with stems come before the one without.
        var plain = $"translate(left({text}, {MarkedLength}), '{SearchKey.Joints}', {StandIns})";
        var pieces = _names
            .Skip(1)
            .Append(_names[0])
            .Select(name => $"ts_headline('{name}', {plain}, {query}, '{HighlightOptions}')")
            .ToArray();
        var marked = pieces.Select(piece => $"(SELECT piece FROM (SELECT {piece}) marked (piece) WHERE strpos(piece, '<mark>') > 0)");
        return $"(SELECT {Restored("piece")} FROM (SELECT coalesce({string.Join(", ", marked)}, {pieces[0]})) shown (piece))";
    }

    /// <summary>The characters of a text in place of the stand-ins, those of HTML escaped.</summary>
    private static string Restored(string piece)
    {
        var escaped = $"replace({piece}, '\"', '&quot;')";
        foreach (var (character, entity) in new[] { ('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;") })
        {
            escaped = $"replace({escaped}, chr({(int)StandIn(SearchKey.Joints.IndexOf(character, StringComparison.Ordinal))}), '{entity}')";
        }

        return $"translate({escaped}, {StandIns}, '{SearchKey.Joints}')";
    }

    /// <summary>The source of stored vectors: the languages and the version of the words.</summary>
    public string Made => $"{this} {Version}";

    public override string ToString() => string.Join(',', _names);
}
