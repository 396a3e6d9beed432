namespace Community.Contracts.Payments;

/// <summary>An order was not paid in time.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OrderId">The aggregate: order.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase, as the seller named it.</param>
/// <param name="ReferenceId">The seller's own id of the purchase.</param>
/// <param name="Description">The description of the purchase that the buyer read; null: not given.</param>
/// <param name="AmountCents">The price, in minor units of the currency; null: not given.</param>
/// <param name="Currency">ISO 4217 code; null: not given.</param>
public sealed record OrderExpired(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OrderId,
    long Version,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    string? Description = null,
    long? AmountCents = null,
    string? Currency = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrderId;
}
