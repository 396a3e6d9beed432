namespace Community.Contracts.Events;

/// <summary>A user registered: pending payment, waitlisted, or about to be confirmed.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RegistrationId">The aggregate: registration.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="UserId">The user of the registration.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Status"><c>pending</c>, <c>waitlisted</c> or <c>confirmed</c>.</param>
public sealed record RsvpCreated(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RegistrationId,
    long Version,
    Guid CommunityEventId,
    Guid UserId,
    Guid OrganizerId,
    string Status
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RegistrationId;
}
