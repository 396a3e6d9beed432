using Community.Contracts.Social;

namespace Community.Social.Moderation.Rules;

/// <summary>What rules know of a content beside its text.</summary>
/// <param name="ContentType">A word of <see cref="ReportedContent"/>.</param>
/// <param name="Now">When it was made.</param>
/// <param name="AuthorSince">Since when the author has an account; null: not known, and so not new.</param>
/// <param name="Before">When the author made others of the kind lately.</param>
internal sealed record RuleContext(string ContentType, DateTimeOffset Now, DateTimeOffset? AuthorSince = null, IReadOnlyList<DateTimeOffset>? Before = null);

/// <summary>The rule that hit.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsHeld">Whether the content is to be kept back, and not only reported.</param>
internal sealed record Verdict(ModerationRule Rule, bool IsHeld);

/// <summary>The rules in force, ready to judge. Nothing here reads or writes anything: the same text and context have the same verdict.</summary>
internal sealed class RuleSet
{
    private readonly List<(ModerationRule Rule, List<IReadOnlyList<string>> Phrases, List<string> Hosts)> _rules;

    public RuleSet(IEnumerable<ModerationRule> rules)
    {
        _rules = [.. rules.Select(rule => (
            rule,
            rule.Words.Select(phrase => FoldedText.Of(phrase).Words).Where(words => words.Count > 0).ToList(),
            rule.Hosts.Select(Links.AsCompared).OfType<string>().ToList()))];
        // What holds comes before what reports, whatever the order of the rules.
        _rules.Sort((one, other) => IsHolding(other.Rule).CompareTo(IsHolding(one.Rule)));
    }

    /// <summary>The first rule that hits, one that holds before one that only reports; null: none does.</summary>
    public Verdict? Evaluate(string text, RuleContext context)
    {
        var folded = FoldedText.Of(text);
        foreach (var (rule, phrases, hosts) in _rules)
        {
            if (rule.ContentTypes.Contains(context.ContentType, StringComparer.Ordinal) && Hits(rule, phrases, hosts, text, folded, context))
            {
                return new(rule, IsHolding(rule));
            }
        }

        return null;
    }

    private static bool Hits(
        ModerationRule rule, List<IReadOnlyList<string>> phrases, List<string> hosts, string text, FoldedText folded, RuleContext context) => rule.Kind switch
        {
            RuleKinds.Words => phrases.Any(folded.Has),
            RuleKinds.Links => (hosts.Count > 0 && Links.Hosts(text).Any(host => hosts.Any(denied => Links.IsAt(host, denied))))
                || (IsNew(rule, context) && Links.Any(text)),
            RuleKinds.NewAccount => IsNew(rule, context),
            RuleKinds.Rate => rule is { Count: { } most, Minutes: { } minutes }
                && (context.Before ?? []).Count(at => at > context.Now.AddMinutes(-minutes) && at <= context.Now) >= most,
            // A kind of tomorrow, told by a newer instance.
            _ => false,
        };

    private static bool IsNew(ModerationRule rule, RuleContext context) =>
        rule.Hours is { } hours && context.AuthorSince is { } since && context.Now < since.AddHours(hours);

    private static bool IsHolding(ModerationRule rule) => rule.Action == RuleActions.Hold;
}

/// <summary>Values of <see cref="ModerationRule.Kind"/>.</summary>
internal static class RuleKinds
{
    public const string Words = "words";
    public const string Links = "links";
    public const string NewAccount = "new_account";
    public const string Rate = "rate";
}

/// <summary>Values of <see cref="ModerationRule.Action"/>.</summary>
internal static class RuleActions
{
    public const string Hold = "hold";
    public const string Report = "report";
}
