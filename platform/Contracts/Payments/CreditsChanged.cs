namespace Community.Contracts.Payments;

/// <summary>A wallet's balance changed.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Balance">Credits after the change.</param>
/// <param name="Change">Credits added (positive) or spent (negative).</param>
/// <param name="Reason">The reason, as a code.</param>
public sealed record CreditsChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    long Balance,
    long Change,
    string Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
