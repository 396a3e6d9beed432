namespace Community.Contracts.Social;

/// <summary>Two people are connected.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ConnectionId">The aggregate: connection.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="FromUserId">The asker.</param>
/// <param name="ToUserId">The asked user.</param>
public sealed record ConnectionAccepted(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ConnectionId,
    long Version,
    Guid FromUserId,
    Guid ToUserId
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ConnectionId;
}
