namespace Community.Contracts.Social;

/// <summary>
/// Content that moderators had removed, or that a rule had held back, becomes visible again: its owner carries it out. This event and
/// <see cref="ContentRemoved"/> share one rising version for each content, so the newest of both counts.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReportId">The aggregate: the case that gathers all reports of this content.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ContentType"><c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c> or <c>photo</c>.</param>
/// <param name="ContentId">The restored content.</param>
/// <param name="DecidedBy">The moderator.</param>
public sealed record ContentRestored(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReportId,
    long Version,
    string ContentType,
    Guid ContentId,
    Guid DecidedBy
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
