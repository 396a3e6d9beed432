namespace Community.Contracts.Events;

/// <summary>A registration was cancelled; its seat is free.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="RegistrationId">The aggregate: registration.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="UserId">The user of the registration.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Reason"><c>by_attendee</c>, <c>by_organizer</c>, <c>event_cancelled</c>, <c>payment_failed</c> or <c>refunded</c>.</param>
/// <param name="IsRefunded">Whether the payment is refunded; null: not given.</param>
public sealed record RsvpCancelled(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid RegistrationId,
    long Version,
    Guid CommunityEventId,
    Guid UserId,
    Guid OrganizerId,
    string Reason,
    bool? IsRefunded = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => RegistrationId;
}
