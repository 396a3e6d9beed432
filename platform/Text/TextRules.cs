namespace Community.Platform.Text;

/// <summary>A rule about texts of users.</summary>
public sealed record TextRule
{
    /// <summary>The rule's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="TextRuleKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether the hit text is held back, and not only reported.</summary>
    public required bool IsHolding { get; init; }

    /// <summary>The kinds of text that it applies to.</summary>
    public required IReadOnlyList<string> TextTypes { get; init; }

    /// <summary>Words and phrases that hit as whole words.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Hosts of links that hit, with their subdomains.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The greatest age of an account that it hits, in hours.</summary>
    public int? Hours { get; init; }

    /// <summary>How many in <see cref="Minutes"/> are allowed.</summary>
    public int? Count { get; init; }

    /// <summary>In how many minutes they are counted.</summary>
    public int? Minutes { get; init; }
}

/// <summary>Values of <see cref="TextRule.Kind"/>.</summary>
public static class TextRuleKind
{
    /// <summary>Words and phrases.</summary>
    public const string Words = "words";

    /// <summary>Links: to certain hosts, or any link by a new account.</summary>
    public const string Links = "links";

    /// <summary>All texts of a new account.</summary>
    public const string NewAccount = "new_account";

    /// <summary>Too many texts in a period.</summary>
    public const string Rate = "rate";
}

/// <summary>The facts that rules use besides the text.</summary>
/// <param name="TextType">The kind of text.</param>
/// <param name="Now">When it was written.</param>
/// <param name="AuthorSince">When the author's account was created; null: not known, and treated as old.</param>
/// <param name="Before">When the author wrote other recent texts of the kind.</param>
public sealed record TextContext(
    string TextType,
    DateTimeOffset Now,
    DateTimeOffset? AuthorSince = null,
    IReadOnlyList<DateTimeOffset>? Before = null
);

/// <summary>
/// Compiled rules. They have no input or output: the same text and context have the same verdict. Thread safe.
/// </summary>
public sealed class TextRules
{
    private readonly List<(TextRule Rule, List<IReadOnlyList<string>> Phrases, List<string> Hosts)> _rules;

    /// <summary>Compiles rules for any number of texts.</summary>
    public TextRules(IEnumerable<TextRule> rules) =>
        // Rules that hold come before rules that only report, in any order of the input.
        _rules = [
            .. rules
                .OrderByDescending(rule => rule.IsHolding)
                .Select(rule =>
                    (
                        rule,
                        rule.Words.Select(phrase => FoldedText.Of(phrase).Words).Where(words => words.Count > 0).ToList(),
                        rule.Hosts.Select(Links.AsCompared).OfType<string>().ToList()
                    )
                ),
        ];

    /// <summary>Whether a rule applies to texts of this kind.</summary>
    public bool AreAbout(string textType) => _rules.Exists(held => held.Rule.TextTypes.Contains(textType, StringComparer.Ordinal));

    /// <summary>The longest time that rules about texts of this kind look back to count others; null: no rule counts others.</summary>
    public TimeSpan? LooksBack(string textType) =>
        _rules
            .Where(held =>
                held.Rule is { Kind: TextRuleKind.Rate, Minutes: not null }
                && held.Rule.TextTypes.Contains(textType, StringComparer.Ordinal)
            )
            .Select(held => (TimeSpan?)TimeSpan.FromMinutes(held.Rule.Minutes!.Value))
            .Max();

    /// <summary>The first rule that hits, one that holds before one that only reports; null: no rule hits.</summary>
    public TextRule? Evaluate(string text, TextContext context)
    {
        FoldedText? folded = null;
        foreach (var (rule, phrases, hosts) in _rules)
        {
            if (
                rule.TextTypes.Contains(context.TextType, StringComparer.Ordinal)
                && Hits(rule, phrases, hosts, text, folded ??= FoldedText.Of(text), context)
            )
            {
                return rule;
            }
        }

        return null;
    }

    private static bool Hits(
        TextRule rule,
        List<IReadOnlyList<string>> phrases,
        List<string> hosts,
        string text,
        FoldedText folded,
        TextContext context
    ) =>
        rule.Kind switch
        {
            TextRuleKind.Words => phrases.Exists(folded.Has),
            TextRuleKind.Links => (hosts.Count > 0 && Links.Hosts(text).Any(host => hosts.Exists(denied => Links.IsAt(host, denied))))
                || (IsNew(rule, context) && Links.Any(text)),
            TextRuleKind.NewAccount => IsNew(rule, context),
            TextRuleKind.Rate => rule is { Count: { } most, Minutes: { } minutes }
                && (context.Before ?? []).Count(at => at > context.Now.AddMinutes(-minutes) && at <= context.Now) >= most,
            // A kind of a later version, from a newer instance.
            _ => false,
        };

    private static bool IsNew(TextRule rule, TextContext context) =>
        rule.Hours is { } hours && context.AuthorSince is { } since && context.Now < since.AddHours(hours);
}
