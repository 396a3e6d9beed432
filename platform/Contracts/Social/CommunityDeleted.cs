namespace Community.Contracts.Social;

/// <summary>A community was closed: all its memberships end with it, and its threads are no longer readable.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="CommunityId">The aggregate: community.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="DeletedBy">The owner behind the deletion.</param>
public sealed record CommunityDeleted(Guid EventId, DateTimeOffset OccurredAt, Guid CommunityId, long Version, Guid DeletedBy)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => CommunityId;
}
