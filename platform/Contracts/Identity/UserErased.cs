namespace Community.Contracts.Identity;

/// <summary>The person asked to be forgotten: every service removes or anonymises what it has of them. Final.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">Whose account it is.</param>
/// <param name="Version">The aggregate's version after the change.</param>
public sealed record UserErased(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
