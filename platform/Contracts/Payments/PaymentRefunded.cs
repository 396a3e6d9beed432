namespace Community.Contracts.Payments;

/// <summary>Money or credits went back.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OrderId">The aggregate: order.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase, as the seller named it.</param>
/// <param name="ReferenceId">The seller's own id of the purchase.</param>
/// <param name="AmountCents">Minor units of the currency.</param>
/// <param name="Currency">ISO 4217 code; <c>credits</c> where paid with credits.</param>
/// <param name="Description">The description of the purchase that the buyer read; null: not given.</param>
/// <param name="Reason">The reason, as a code; null: not given.</param>
public sealed record PaymentRefunded(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OrderId,
    long Version,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    long AmountCents,
    string Currency,
    string? Description = null,
    string? Reason = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrderId;
}
