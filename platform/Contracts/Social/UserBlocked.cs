namespace Community.Contracts.Social;

/// <summary>One person blocked another: both become invisible to each other. Private to the blocker.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="BlockId">The aggregate: block.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="BlockerId">The blocking user.</param>
/// <param name="BlockedId">The blocked user.</param>
public sealed record UserBlocked(Guid EventId, DateTimeOffset OccurredAt, Guid BlockId, long Version, Guid BlockerId, Guid BlockedId)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => BlockId;
}
