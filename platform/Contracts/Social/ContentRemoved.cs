namespace Community.Contracts.Social;

/// <summary>Moderators decided to remove content: its owner carries it out.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReportId">The aggregate: the case that gathers all reports of this content.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ContentType"><c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c> or <c>photo</c>.</param>
/// <param name="ContentId">The removed content.</param>
/// <param name="DecidedBy">The moderator.</param>
/// <param name="Reason">The reason on record.</param>
public sealed record ContentRemoved(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReportId,
    long Version,
    string ContentType,
    Guid ContentId,
    Guid DecidedBy,
    string Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
