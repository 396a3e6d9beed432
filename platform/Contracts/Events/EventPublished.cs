namespace Community.Contracts.Events;

/// <summary>An event became visible.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="CommunityEventId">The aggregate: community event.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Name">Its name.</param>
/// <param name="EventType">Its type, such as <c>meetup</c>.</param>
/// <param name="Category">Its category.</param>
/// <param name="Region">Its region.</param>
/// <param name="City">Its city.</param>
/// <param name="StartsAt">Start, in UTC.</param>
/// <param name="EndsAt">End, in UTC.</param>
/// <param name="TimeZone">IANA name of the time zone that it is announced in.</param>
/// <param name="Visibility"><c>public</c> or <c>private</c>.</param>
/// <param name="Description">The organizer's description.</param>
/// <param name="LocationName">The venue's name; null: not given.</param>
/// <param name="LocationAddress">The venue's address; null: not given.</param>
/// <param name="Latitude">The venue's latitude in degrees, -90 to 90; null: not given.</param>
/// <param name="Longitude">The venue's longitude in degrees, -180 to 180; null: not given.</param>
public sealed record EventPublished(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid CommunityEventId,
    long Version,
    Guid OrganizerId,
    string Name,
    string EventType,
    string? Category,
    string? Region,
    string? City,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string TimeZone,
    string Visibility,
    string? Description = null,
    string? LocationName = null,
    string? LocationAddress = null,
    double? Latitude = null,
    double? Longitude = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => CommunityEventId;
}
