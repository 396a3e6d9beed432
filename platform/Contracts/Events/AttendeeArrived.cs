namespace Community.Contracts.Events;

/// <summary>A user checked in or arrived inside the geofence.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RegistrationId">The aggregate: registration.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="UserId">The user of the registration.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Method"><c>ticket</c> or <c>geofence</c>.</param>
public sealed record AttendeeArrived(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RegistrationId,
    long Version,
    Guid CommunityEventId,
    Guid UserId,
    Guid OrganizerId,
    string Method
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RegistrationId;
}
