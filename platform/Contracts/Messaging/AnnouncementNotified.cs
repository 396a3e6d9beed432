namespace Community.Contracts.Messaging;

/// <summary>Attendees of an event were notified of an announcement. These of them want it by mail, too.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="AnnouncementId">The aggregate: announcement, of the events service.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="MailTo">The users to mail; at most 500.</param>
public sealed record AnnouncementNotified(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid AnnouncementId,
    long Version,
    Guid CommunityEventId,
    IReadOnlyList<Guid> MailTo
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => AnnouncementId;
}
