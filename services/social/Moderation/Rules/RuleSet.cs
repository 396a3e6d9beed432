using Community.Contracts.Social;
using Community.Platform.Text;

namespace Community.Social.Moderation.Rules;

/// <summary>The data of a content that rules need beside its text.</summary>
/// <param name="ContentType">One of <see cref="ReportedContent"/>.</param>
/// <param name="Now">When it was made.</param>
/// <param name="AuthorSince">When the author's account was created; null: not known, so it does not count as new.</param>
/// <param name="Before">When the author made other recent content of this type.</param>
internal sealed record RuleContext(
    string ContentType,
    DateTimeOffset Now,
    DateTimeOffset? AuthorSince = null,
    IReadOnlyList<DateTimeOffset>? Before = null
);

/// <summary>The rule that matched.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsHeld">Whether the content is to be held back instead of only reported.</param>
internal sealed record Verdict(ModerationRule Rule, bool IsHeld);

/// <summary>The active rules, ready to evaluate texts.</summary>
internal sealed class RuleSet
{
    private readonly Dictionary<TextRule, ModerationRule> _stated = new(ReferenceEqualityComparer.Instance);
    private readonly TextRules _rules;

    public RuleSet(IEnumerable<ModerationRule> rules)
    {
        foreach (var rule in rules)
        {
            _stated.Add(AsTextRule(rule), rule);
        }

        _rules = new(_stated.Keys);
    }

    /// <inheritdoc cref="TextRules.Evaluate"/>
    public Verdict? Evaluate(string text, RuleContext context) =>
        _rules.Evaluate(text, new(context.ContentType, context.Now, context.AuthorSince, context.Before)) is { } hit
            ? new(_stated[hit], hit.IsHolding)
            : null;

    private static TextRule AsTextRule(ModerationRule rule) =>
        new()
        {
            Id = rule.Id,
            Kind = rule.Kind,
            IsHolding = rule.Action == RuleActions.Hold,
            TextTypes = rule.ContentTypes,
            Words = rule.Words,
            Hosts = rule.Hosts,
            Hours = rule.Hours,
            Count = rule.Count,
            Minutes = rule.Minutes,
        };
}

/// <summary>Values of <see cref="ModerationRule.Kind"/>.</summary>
internal static class RuleKinds
{
    public const string Words = TextRuleKind.Words;
    public const string Links = TextRuleKind.Links;
    public const string NewAccount = TextRuleKind.NewAccount;
    public const string Rate = TextRuleKind.Rate;
}

/// <summary>Values of <see cref="ModerationRule.Action"/>.</summary>
internal static class RuleActions
{
    public const string Hold = "hold";
    public const string Report = "report";
}
