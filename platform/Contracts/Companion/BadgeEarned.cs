namespace Community.Contracts.Companion;

/// <summary>A user earned a badge.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="BadgeAwardId">The aggregate: badge award.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The user.</param>
/// <param name="Badge">Its name.</param>
public sealed record BadgeEarned(Guid EventId, DateTimeOffset OccurredAt, Guid BadgeAwardId, long Version, Guid UserId, string Badge)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => BadgeAwardId;
}
