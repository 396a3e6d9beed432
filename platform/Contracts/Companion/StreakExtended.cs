namespace Community.Contracts.Companion;

/// <summary>A daily streak grew by a day.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Days">Its length in days.</param>
public sealed record StreakExtended(Guid EventId, DateTimeOffset OccurredAt, Guid UserId, long Version, int Days) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
