namespace Community.Contracts.Social;

/// <summary>
/// What moderators had removed, or a rule had held back, may be seen again: its owner service carries it out. Its versions and those
/// of <see cref="ContentRemoved"/> rise together for one content, so that the newest of both counts.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReportId">The aggregate: the case that gathers all reports of this content.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ContentType"><c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c> or <c>photo</c>.</param>
/// <param name="ContentId">What is restored.</param>
/// <param name="DecidedBy">The moderator.</param>
public sealed record ContentRestored(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReportId,
    long Version,
    string ContentType,
    Guid ContentId,
    Guid DecidedBy) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
