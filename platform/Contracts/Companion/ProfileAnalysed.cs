namespace Community.Contracts.Companion;

/// <summary>A profile was analysed with its owner's consent.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Skills">The skills found.</param>
/// <param name="Traits">The traits found.</param>
public sealed record ProfileAnalysed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    IReadOnlyList<string> Skills,
    IReadOnlyList<string> Traits
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
