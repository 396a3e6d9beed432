namespace Community.Contracts.Identity;

/// <summary>The owner of an account has taken it back from a stranger, who may have set something up for it.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Since">From then on the stranger may have set something up.</param>
/// <param name="EndedSessions">The sessions that ended with it, so that a request of one that is under way sets nothing up later.</param>
public sealed record AccountTakenBack(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    DateTimeOffset Since,
    IReadOnlyList<Guid> EndedSessions
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
