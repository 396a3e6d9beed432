namespace Community.Contracts.Payments;

/// <summary>A seller cannot fulfil a paid order, or takes it back. Published by the seller, consumed by payments.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OrderId">The aggregate: order.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase, as the seller named it.</param>
/// <param name="ReferenceId">The seller's own id of the purchase.</param>
/// <param name="AmountCents">Part to refund in minor units; null: all of it.</param>
/// <param name="Reason">The reason, as a code.</param>
public sealed record RefundRequested(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OrderId,
    long Version,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    long? AmountCents,
    string Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrderId;

    /// <summary>All of a payment back, because the seller does not know the order that was paid.</summary>
    /// <param name="paid">The payment.</param>
    /// <param name="now">When the seller found out.</param>
    public static RefundRequested OfUnknownOrder(PaymentSucceeded paid, DateTimeOffset now) =>
        new(
            Guid.CreateVersion7(now),
            now,
            paid.OrderId,
            1,
            paid.UserId,
            paid.Purpose,
            paid.ReferenceId,
            AmountCents: null,
            "unknown_order"
        );
}
