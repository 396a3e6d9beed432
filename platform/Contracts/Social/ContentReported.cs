namespace Community.Contracts.Social;

/// <summary>A user reported content to the moderators.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReportId">The aggregate: the case that gathers all reports of this content.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ContentType"><c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c> or <c>photo</c>.</param>
/// <param name="ContentId">The reported content.</param>
/// <param name="ReportedBy">The reporter; never shown to the reported user.</param>
/// <param name="Reason">The reason chosen.</param>
public sealed record ContentReported(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReportId,
    long Version,
    string ContentType,
    Guid ContentId,
    Guid ReportedBy,
    string Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
