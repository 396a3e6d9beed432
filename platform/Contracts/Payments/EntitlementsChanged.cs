namespace Community.Contracts.Payments;

/// <summary>The entitlements of a user changed. Carries all entitlements.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Plan">The plan that grants them.</param>
/// <param name="Entitlements">Every entitlement held now.</param>
/// <param name="Until">When they end unless renewed; null: no end.</param>
public sealed record EntitlementsChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    string Plan,
    IReadOnlyList<string> Entitlements,
    DateTimeOffset? Until
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
