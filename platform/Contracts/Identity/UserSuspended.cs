namespace Community.Contracts.Identity;

/// <summary>A suspension began, was changed or lifted.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="IsSuspended">False when it was lifted.</param>
/// <param name="Until">When it ends by itself; null: until lifted.</param>
/// <param name="Reason">For moderators, never shown to others.</param>
public sealed record UserSuspended(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    bool IsSuspended,
    DateTimeOffset? Until,
    string? Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
