namespace Community.Contracts.Social;

/// <summary>
/// A connection or a request ended. A block ends them too, and is announced as what the blocker could have done without one, so that nobody
/// who tells people of this tells them of a block. Whoever asked is not to be told that they were declined.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ConnectionId">The aggregate: connection.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="FromUserId">Who had asked.</param>
/// <param name="ToUserId">Who had been asked.</param>
/// <param name="RemovedBy">Who ended it.</param>
/// <param name="Reason"><c>declined</c>, <c>withdrawn</c> or <c>removed</c>.</param>
public sealed record ConnectionRemoved(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ConnectionId,
    long Version,
    Guid FromUserId,
    Guid ToUserId,
    Guid RemovedBy,
    string Reason) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ConnectionId;
}
