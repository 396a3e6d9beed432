namespace Community.Contracts.Social;

/// <summary>
/// Moderators decided a case. Until the time for appeals is over, the owner of the content keeps the evidence; then it deletes it.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReportId">The aggregate: the case that gathers all reports of this content.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ContentType"><c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c> or <c>photo</c>.</param>
/// <param name="ContentId">The reported content.</param>
public sealed record ReportDecided(Guid EventId, DateTimeOffset OccurredAt, Guid ReportId, long Version, string ContentType, Guid ContentId)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
