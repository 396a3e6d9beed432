namespace Community.Contracts.Identity;

/// <summary>The user asked for erasure: every service deletes or anonymises their data. Final.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
public sealed record UserErased(Guid EventId, DateTimeOffset OccurredAt, Guid UserId, long Version) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
