namespace Community.Contracts.Social;

/// <summary>
/// A connection or a request ended. A block ends them too. It is then published with a reason that the blocker could have had without a
/// block, so that a notification of this event does not reveal the block. The asker must not be notified of a decline.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ConnectionId">The aggregate: connection.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="FromUserId">The asker.</param>
/// <param name="ToUserId">The asked user.</param>
/// <param name="RemovedBy">The acting user.</param>
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
