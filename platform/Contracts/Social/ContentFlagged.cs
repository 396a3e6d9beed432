namespace Community.Contracts.Social;

/// <summary>A service that owns content found that a rule of <see cref="ModerationRulesChanged"/> hits it. Moderators see it.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ContentId">The aggregate: the content that was hit.</param>
/// <param name="Version">The content's version that was judged.</param>
/// <param name="ContentType"><c>thread</c> or <c>message</c>, or another kind that rules are about.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="CommunityId">The community that it belongs to; null: none.</param>
/// <param name="RuleId">The rule that hit.</param>
/// <param name="IsHeld">
/// Whether it is held back until a moderator has decided (<see cref="ContentRestored"/> or <see cref="ContentRemoved"/>).
/// </param>
public sealed record ContentFlagged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ContentId,
    long Version,
    string ContentType,
    Guid AuthorId,
    Guid? CommunityId,
    Guid RuleId,
    bool IsHeld
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ContentId;
}
