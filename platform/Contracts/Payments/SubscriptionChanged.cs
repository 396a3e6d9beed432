namespace Community.Contracts.Payments;

/// <summary>A subscription began, changed or ended.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Plan"><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</param>
/// <param name="Status"><c>active</c>, <c>past_due</c>, <c>cancelling</c> or <c>ended</c>.</param>
/// <param name="CurrentPeriodEndsAt">End of the paid period.</param>
public sealed record SubscriptionChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    string Plan,
    string Status,
    DateTimeOffset? CurrentPeriodEndsAt
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
