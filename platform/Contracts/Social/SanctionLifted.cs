namespace Community.Contracts.Social;

/// <summary>A mute or suspension ended before its time, or a warning was taken back.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="SanctionId">The aggregate: sanction.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The sanctioned user.</param>
/// <param name="Kind"><c>warning</c>, <c>mute</c> or <c>suspension</c>.</param>
/// <param name="CaseId">The case that had been decided.</param>
/// <param name="DecidedBy">The moderator.</param>
public sealed record SanctionLifted(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid SanctionId,
    long Version,
    Guid UserId,
    string Kind,
    Guid CaseId,
    Guid DecidedBy
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => SanctionId;
}
