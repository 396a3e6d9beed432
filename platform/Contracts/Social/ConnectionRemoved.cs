namespace Community.Contracts.Social;

/// <summary>A connection or a request ended.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ConnectionId">The aggregate: connection.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="FromUserId">Who had asked.</param>
/// <param name="ToUserId">Who had been asked.</param>
/// <param name="RemovedBy">Who ended it.</param>
/// <param name="Reason"><c>declined</c>, <c>withdrawn</c>, <c>removed</c> or <c>blocked</c>.</param>
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
