namespace Community.Contracts.Social;

/// <summary>A user asked to join a private community: its owners and moderators answer.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RequestId">The aggregate: join request.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The asker.</param>
public sealed record CommunityJoinRequested(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RequestId,
    long Version,
    Guid CommunityId,
    Guid UserId
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RequestId;
}
