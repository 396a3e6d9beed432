namespace Community.Contracts.Messaging;

/// <summary>A thread has another title. A thread that is held back is announced with its title when it is first shown.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ThreadId">The aggregate: thread.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="Title">Its new title.</param>
public sealed record ThreadRenamed(Guid EventId, DateTimeOffset OccurredAt, Guid ThreadId, long Version, Guid CommunityId, string Title)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ThreadId;
}
