namespace Community.Contracts.Events;

/// <summary>
/// An organizer wrote to the attendees of an event. An announcement to many people is several of these, each with some of the people.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="AnnouncementId">The aggregate: announcement.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="OrganizerId">The event's organizer, who wrote it.</param>
/// <param name="Text">The organizer's words.</param>
/// <param name="AttendeeIds">Users with a confirmed seat; at most 500.</param>
public sealed record EventAnnouncementSent(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid AnnouncementId,
    long Version,
    Guid CommunityEventId,
    Guid OrganizerId,
    string Text,
    IReadOnlyList<Guid> AttendeeIds
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => AnnouncementId;
}
