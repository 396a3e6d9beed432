namespace Community.Contracts.Payments;

/// <summary>A payment attempt failed for good.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OrderId">The aggregate: order.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The buyer.</param>
/// <param name="Purpose">The kind of purchase, as the seller named it.</param>
/// <param name="ReferenceId">The seller's own id of the purchase.</param>
/// <param name="Reason">A code that a program can read.</param>
/// <param name="Description">The description of the purchase that the buyer read; null: not given.</param>
/// <param name="AmountCents">Minor units of the currency; null: not given.</param>
/// <param name="Currency">ISO 4217 code; null: not given.</param>
public sealed record PaymentFailed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OrderId,
    long Version,
    Guid UserId,
    string Purpose,
    Guid ReferenceId,
    string Reason,
    string? Description = null,
    long? AmountCents = null,
    string? Currency = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrderId;
}
