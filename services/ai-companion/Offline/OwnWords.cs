namespace Community.Companion.Offline;

/// <summary>
/// Rephrases a person's words to reflect them: <c>I can't tell my sister</c> becomes <c>you can't tell your sister</c>. In Arabic the words
/// are quoted as they are, because rephrasing would need to know whether a man or a woman writes. If the result could be wrong, nothing is
/// reflected: not to repeat is better than to garble.
/// </summary>
internal static class OwnWords
{
    private const int MostWords = 16;
    private const int MostQuoted = 9;
    private const int LongestClause = 100;

    private static readonly string[] Ends =
    [
        ".",
        "!",
        "?",
        "؟",
        "؛",
        ";",
        ":",
        "\n",
        "…",
        "(",
        ")",
        "\"",
        "«",
        "»",
        "“",
        "”",
        " - ",
        " – ",
        " but ",
        " because ",
        " لكن ",
        " بس ",
    ];

    private static readonly Dictionary<string, string> Turned = new(StringComparer.Ordinal)
    {
        ["i"] = "you",
        ["me"] = "you",
        ["my"] = "your",
        ["mine"] = "yours",
        ["myself"] = "yourself",
        ["i'm"] = "you're",
        ["im"] = "you're",
        ["i've"] = "you've",
        ["ive"] = "you've",
        ["i'd"] = "you'd",
        ["i'll"] = "you'll",
        ["we"] = "you",
        ["us"] = "you",
        ["our"] = "your",
        ["ours"] = "yours",
        ["ourselves"] = "yourselves",
        ["we're"] = "you're",
        ["we've"] = "you've",
    };

    // A clause with another beginning may be a question.
    private static readonly HashSet<string> Beginnings = new(
        "i i'm im i've ive i'd i'll my we we're we've our he he's she she's they they're it it's his her their".Split(' '),
        StringComparer.Ordinal
    );

    // A person's insults against themselves are not repeated to them.
    private static readonly HashSet<string> Insults = new(
        "deserve deserved stupid worthless useless ugly idiot dumb loser failure pathetic burden disgusting fat hate die dead kill hurt".Split(
            ' '
        ),
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> Unturnable = new(
        [.. "you your yours yourself you're you've u ur he'd she'd companion bot ai".Split(' '), .. Insults],
        StringComparer.Ordinal
    );

    /// <summary>Whether a text may have an insult of the person against themselves.</summary>
    public static bool HasInsult(string text) =>
        text.ToLowerInvariant().Split([' ', ',', '.', '!', '?', '\n', ';'], StringSplitOptions.RemoveEmptyEntries).Any(Insults.Contains);

    /// <summary>The words to reflect, or null.</summary>
    public static string? Of(string text, string language)
    {
        var clauses = text.Split(Ends, StringSplitOptions.None)
            .Select(clause => clause.Trim(' ', ',', '\r'))
            .Where(clause => clause.Length is > 0 and <= LongestClause);
        return language == Languages.Arabic
            ? clauses.Select(Quoted).LastOrDefault(words => words is not null)
            : clauses.Select(Turn).LastOrDefault(words => words is not null);
    }

    /// <summary>
    /// A short clause as it was said, to be quoted, if it is not about the person themselves and repeats no insult; or null. Long clauses
    /// are not quoted.
    /// </summary>
    public static string? QuoteOf(string text)
    {
        var clauses = text.Split(Ends, StringSplitOptions.None)
            .Select(clause => clause.Trim(' ', ',', '\r'))
            .Where(clause => clause.Length is > 0 and <= LongestClause)
            .ToList();
        return Quotable(clauses)
            ?? Quotable(clauses.SelectMany(clause => clause.Split(',')).Select(part => part.Trim()).Where(part => part.Length > 0));
    }

    private static string? Quotable(IEnumerable<string> clauses) =>
        clauses
            .Where(clause =>
            {
                var words = clause.ToLowerInvariant().Replace('’', '\'').Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return words.Length is >= 3 and <= MostQuoted
                    && !words.Any(Unturnable.Contains)
                    && clause.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or ',' or '\'' or '’' or '-');
            })
            .LastOrDefault();

    private static string? Quoted(string clause)
    {
        var words = clause.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words.Length is >= 3 and <= MostQuoted
            && clause.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '،' || IsVowelSign(letter))
            && clause.Any(letter => letter is >= '\u0621' and <= '\u064A')
            ? string.Join(' ', words).TrimEnd('،')
            : null;
    }

    private static bool IsVowelSign(char letter) => letter is >= '\u064B' and <= '\u0652';

    private static string? Turn(string clause)
    {
        var words = clause
            .Replace('’', '\'')
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(word => word.ToLowerInvariant().TrimEnd(',') is "yeah" or "yes" or "no" or "well" or "and" or "oh" or "so")
            .ToArray();
        var lower = Array.ConvertAll(words, word => word.ToLowerInvariant().TrimEnd(','));
        if (
            words.Length is < 3 or > MostWords
            || !clause.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or ',' or '\'' or '’' or '-')
            || !Beginnings.Contains(lower[0])
            || lower.Any(Unturnable.Contains)
        )
        {
            return null;
        }

        for (var at = 0; at < words.Length; at++)
        {
            words[at] =
                Verb(lower, at)
                ?? (Turned.TryGetValue(lower[at], out var turned) ? turned + (words[at].EndsWith(',') ? "," : "") : Named(words[at], at));
        }

        return string.Join(' ', words).TrimEnd(',');
    }

    /// <summary>The verb that agrees with a rephrased "I": <c>am</c> and <c>was</c> beside it.</summary>
    private static string? Verb(string[] lower, int at) =>
        lower[at] switch
        {
            "am" => "are",
            "was" when at > 0 && lower[at - 1] == "i" => "were",
            "wasn't" when at > 0 && lower[at - 1] == "i" => "weren't",
            _ => null,
        };

    /// <summary>
    /// A first word has a capital because it is the first; other words with a capital may be names, and words in capitals are not repeated
    /// in capitals.
    /// </summary>
    private static string Named(string word, int at) =>
        at == 0 || (word.Length > 1 && word.All(letter => !char.IsAsciiLetterLower(letter))) ? word.ToLowerInvariant() : word;
}
