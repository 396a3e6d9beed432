namespace Community.Contracts.Social;

/// <summary>
/// A connection or a request ended. A block ends them too. It is then published with a reason that the blocker could have had without a
/// block, so that a notification of this event does not reveal the block. The user who asked must not be notified that they were declined.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ConnectionId">The aggregate: connection.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="FromUserId">The user who had asked.</param>
/// <param name="ToUserId">The user who had been asked.</param>
/// <param name="RemovedBy">The user who ended it.</param>
/// <param name="Reason"><c>declined</c>, <c>withdrawn</c> or <c>removed</c>.</param>
public sealed record ConnectionRemoved(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ConnectionId,
    long Version,
    Guid FromUserId,
    Guid ToUserId,
    Guid RemovedBy,
    string Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ConnectionId;
}
