namespace Community.Contracts.Payments;

/// <summary>A user's profile is shown on top of discovery until the boost ends.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="BoostedUntil">When the boost ends.</param>
public sealed record ProfileBoosted(Guid EventId, DateTimeOffset OccurredAt, Guid UserId, long Version, DateTimeOffset BoostedUntil)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
