namespace Community.Contracts.Social;

/// <summary>The facts about reported content. Its owner publishes them in answer to <see cref="ContentReported"/>.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReportId">The aggregate: the case that gathers all reports of this content.</param>
/// <param name="Version">The version of the <see cref="ContentReported"/> that is answered.</param>
/// <param name="ContentType"><c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c> or <c>photo</c>.</param>
/// <param name="ContentId">The reported content.</param>
/// <param name="AuthorId">The author; null: no longer known.</param>
/// <param name="CommunityId">The community that it belongs to; null: none.</param>
public sealed record ContentDescribed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReportId,
    long Version,
    string ContentType,
    Guid ContentId,
    Guid? AuthorId,
    Guid? CommunityId
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
