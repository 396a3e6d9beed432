namespace Community.Contracts.Social;

/// <summary>
/// Moderators decided something against a person. A suspension is carried out by identity; a muted user may read but not write.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="SanctionId">The aggregate: sanction.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The sanctioned user.</param>
/// <param name="Kind"><c>warning</c>, <c>mute</c> or <c>suspension</c>.</param>
/// <param name="Until">When it ends by itself; null: it lasts until lifted, or has no duration (a warning).</param>
/// <param name="Reason">The reason on record, one of the reasons that reports have.</param>
/// <param name="CaseId">The case that was decided.</param>
/// <param name="DecidedBy">The moderator; never shown to the person.</param>
public sealed record SanctionImposed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid SanctionId,
    long Version,
    Guid UserId,
    string Kind,
    DateTimeOffset? Until,
    string Reason,
    Guid CaseId,
    Guid DecidedBy
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => SanctionId;
}
