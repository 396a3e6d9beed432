namespace Community.Contracts.Messaging;

/// <summary>A thread was deleted, by its author or a moderator of its community. It does not come back.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ThreadId">The aggregate: thread.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
public sealed record ThreadDeleted(Guid EventId, DateTimeOffset OccurredAt, Guid ThreadId, long Version, Guid CommunityId)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ThreadId;
}
