namespace Community.Contracts.Payments;

/// <summary>A seller asks for an order to be opened. Published by the seller, consumed by payments.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OrderId">The aggregate: order.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase, as the seller named it.</param>
/// <param name="ReferenceId">The seller's own id of the purchase.</param>
/// <param name="Description">The description that the buyer reads.</param>
/// <param name="AmountCents">Minor units of the currency.</param>
/// <param name="Currency">ISO 4217 code; <c>credits</c> where paid with credits.</param>
/// <param name="PriceCredits">The price in credits, where credits are accepted.</param>
/// <param name="ExpiresAt">When the offer ends.</param>
/// <param name="ProductId">
/// The thing on sale (an event, a course), by which the buyer may name the order too; null: by the order's id only.
/// </param>
/// <param name="SellerId">
/// The seller (an event's organizer, a community's owner); null: the platform, or not given.
/// </param>
/// <param name="RefundableUntil">
/// The end of the time in which the terms of the sale allow a refund, also after a cancellation by the seller (for an event: its end);
/// null: not given.
/// </param>
public sealed record PaymentRequested(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OrderId,
    long Version,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    string Description,
    long AmountCents,
    string Currency,
    long? PriceCredits,
    DateTimeOffset ExpiresAt,
    Guid? ProductId = null,
    Guid? SellerId = null,
    DateTimeOffset? RefundableUntil = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrderId;
}
