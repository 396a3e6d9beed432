namespace Community.ServiceDefaults.Text;

/// <summary>A rule about what people write.</summary>
public sealed record TextRule
{
    /// <summary>The rule's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="TextRuleKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether what it hits is to be kept back, and not only reported.</summary>
    public required bool IsHolding { get; init; }

    /// <summary>The kinds of text that it is about.</summary>
    public required IReadOnlyList<string> TextTypes { get; init; }

    /// <summary>Words and phrases that hit as whole words.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Hosts of links that hit, with their subdomains.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>How old an account is at most that it hits.</summary>
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

    /// <summary>Links: to some hosts, or any of a new account's.</summary>
    public const string Links = "links";

    /// <summary>Whatever a new account writes.</summary>
    public const string NewAccount = "new_account";

    /// <summary>Too many in a while.</summary>
    public const string Rate = "rate";
}

/// <summary>What rules know beside the text.</summary>
/// <param name="TextType">What kind of text it is.</param>
/// <param name="Now">When it was written.</param>
/// <param name="AuthorSince">Since when the author has an account; null: not known, and so not new.</param>
/// <param name="Before">When the author wrote others of the kind lately.</param>
public sealed record TextContext(string TextType, DateTimeOffset Now, DateTimeOffset? AuthorSince = null, IReadOnlyList<DateTimeOffset>? Before = null);

/// <summary>
/// Rules, ready to judge. Nothing here reads or writes anything: the same text and context have the same verdict. May be used by any number of threads.
/// </summary>
public sealed class TextRules
{
    private readonly List<(TextRule Rule, List<IReadOnlyList<string>> Phrases, List<string> Hosts)> _rules;

    /// <summary>Reads rules once for any number of texts.</summary>
    public TextRules(IEnumerable<TextRule> rules) =>
        // What holds comes before what reports, whatever the order of the rules.
        _rules = [.. rules.OrderByDescending(rule => rule.IsHolding).Select(rule => (
            rule,
            rule.Words.Select(phrase => FoldedText.Of(phrase).Words).Where(words => words.Count > 0).ToList(),
            rule.Hosts.Select(Links.AsCompared).OfType<string>().ToList()))];

    /// <summary>Whether there is any rule about texts of this kind.</summary>
    public bool AreAbout(string textType) => _rules.Exists(held => held.Rule.TextTypes.Contains(textType, StringComparer.Ordinal));

    /// <summary>The longest time that rules about texts of this kind look back to count others; null: none does.</summary>
    public TimeSpan? LooksBack(string textType) =>
        _rules.Where(held => held.Rule is { Kind: TextRuleKind.Rate, Minutes: not null } && held.Rule.TextTypes.Contains(textType, StringComparer.Ordinal))
            .Select(held => (TimeSpan?)TimeSpan.FromMinutes(held.Rule.Minutes!.Value)).Max();

    /// <summary>The first rule that hits, one that holds before one that only reports; null: none does.</summary>
    public TextRule? Evaluate(string text, TextContext context)
    {
        FoldedText? folded = null;
        foreach (var (rule, phrases, hosts) in _rules)
        {
            if (rule.TextTypes.Contains(context.TextType, StringComparer.Ordinal) && Hits(rule, phrases, hosts, text, folded ??= FoldedText.Of(text), context))
            {
                return rule;
            }
        }

        return null;
    }

    private static bool Hits(TextRule rule, List<IReadOnlyList<string>> phrases, List<string> hosts, string text, FoldedText folded, TextContext context) =>
        rule.Kind switch
        {
            TextRuleKind.Words => phrases.Exists(folded.Has),
            TextRuleKind.Links => (hosts.Count > 0 && Links.Hosts(text).Any(host => hosts.Exists(denied => Links.IsAt(host, denied))))
                || (IsNew(rule, context) && Links.Any(text)),
            TextRuleKind.NewAccount => IsNew(rule, context),
            TextRuleKind.Rate => rule is { Count: { } most, Minutes: { } minutes }
                && (context.Before ?? []).Count(at => at > context.Now.AddMinutes(-minutes) && at <= context.Now) >= most,
            // A kind of tomorrow, told by a newer instance.
            _ => false,
        };

    private static bool IsNew(TextRule rule, TextContext context) =>
        rule.Hours is { } hours && context.AuthorSince is { } since && context.Now < since.AddHours(hours);
}
