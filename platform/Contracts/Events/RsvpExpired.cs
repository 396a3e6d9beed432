namespace Community.Contracts.Events;

/// <summary>The hold of an unpaid seat ended.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RegistrationId">The aggregate: registration.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="UserId">The user of the registration.</param>
/// <param name="OrganizerId">The event's organizer.</param>
public sealed record RsvpExpired(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RegistrationId,
    long Version,
    Guid CommunityEventId,
    Guid UserId,
    Guid OrganizerId
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RegistrationId;
}
