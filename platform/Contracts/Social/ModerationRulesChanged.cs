namespace Community.Contracts.Social;

/// <summary>The automatic rules of moderation changed. Carries all that are in force.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RuleSetId">The aggregate: the one set of rules.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Rules">All rules in force.</param>
public sealed record ModerationRulesChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RuleSetId,
    long Version,
    IReadOnlyList<ModerationRule> Rules
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RuleSetId;
}
