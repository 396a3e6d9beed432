namespace Community.Contracts.Social;

/// <summary>A request to join a private community is over: accepted, declined, or settled without an answer.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RequestId">The aggregate: join request.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="CommunityName">Its name, because the user may know a private community only by a link.</param>
/// <param name="UserId">The asker.</param>
/// <param name="Status"><c>accepted</c>, <c>declined</c> or <c>withdrawn</c>.</param>
/// <param name="AnsweredBy">
/// The owner or moderator; null where there was no answer (withdrawn, joined another way, banned, the community closed).
/// </param>
public sealed record CommunityJoinRequestAnswered(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RequestId,
    long Version,
    Guid CommunityId,
    string CommunityName,
    Guid UserId,
    string Status,
    Guid? AnsweredBy
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RequestId;
}
