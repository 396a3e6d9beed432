namespace Community.Contracts.Events;

/// <summary>An event will not take place; paid registrations are refunded.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="CommunityEventId">The aggregate: community event.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Reason">The organizer's words.</param>
public sealed record EventCancelled(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid CommunityEventId,
    long Version,
    Guid OrganizerId,
    string? Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => CommunityEventId;
}
