namespace Community.Contracts.Messaging;

/// <summary>A thread was opened in a community.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ThreadId">The aggregate: thread.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="CreatedBy">The opener.</param>
/// <param name="Title">Its title.</param>
public sealed record ThreadCreated(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ThreadId,
    long Version,
    Guid CommunityId,
    Guid CreatedBy,
    string Title
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ThreadId;
}
