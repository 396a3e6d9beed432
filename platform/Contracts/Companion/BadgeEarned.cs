namespace Community.Contracts.Companion;

/// <summary>A user earned a badge.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="BadgeAwardId">The aggregate: badge award.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The user.</param>
/// <param name="Badge">Its name.</param>
/// <param name="ArabicBadge">Its name for Arabic readers; null: not known.</param>
/// <param name="IsPrivate">Whether only the user may learn of it: it tells of check-ins.</param>
public sealed record BadgeEarned(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid BadgeAwardId,
    long Version,
    Guid UserId,
    string Badge,
    string? ArabicBadge = null,
    bool IsPrivate = false
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => BadgeAwardId;
}
