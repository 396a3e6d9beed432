namespace Community.Contracts.Payments;

/// <summary>An order is paid: the seller fulfils it, or asks for a refund.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OrderId">The aggregate: order.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase, as the seller named it.</param>
/// <param name="ReferenceId">The seller's own id of the purchase.</param>
/// <param name="AmountCents">Minor units of the currency.</param>
/// <param name="Currency">ISO 4217 code; <c>credits</c> where paid with credits.</param>
/// <param name="PaymentMethod"><c>card</c>, <c>alipay</c>, <c>wechat_pay</c> or <c>credits</c>.</param>
/// <param name="Description">The description of the purchase that the buyer read; null: not given.</param>
public sealed record PaymentSucceeded(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OrderId,
    long Version,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    long AmountCents,
    string Currency,
    string PaymentMethod,
    string? Description = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrderId;
}
