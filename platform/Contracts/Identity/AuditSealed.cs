namespace Community.Contracts.Identity;

/// <summary>
/// The audit record grew. Another service keeps the hash, so that a record which is cut off or made anew is found by the comparison.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RecordId">The aggregate: the record. There is one.</param>
/// <param name="Version">The number of the last entry.</param>
/// <param name="Hash">The hash of the last entry, 64 hexadecimal digits.</param>
public sealed record AuditSealed(Guid EventId, DateTimeOffset OccurredAt, Guid RecordId, long Version, string Hash) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RecordId;
}
