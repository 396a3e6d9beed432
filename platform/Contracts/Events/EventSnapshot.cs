namespace Community.Contracts.Events;

/// <summary>
/// The present state of a published event, for a projection that begins on old data. It is the sum of the integration events so far.
/// </summary>
/// <param name="CommunityEventId">The event.</param>
/// <param name="Version">The version that the snapshot shows. An integration event with a higher version is newer.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartsAt">Start, in UTC.</param>
/// <param name="Visibility"><c>public</c> or <c>private</c>.</param>
/// <param name="PublishedAt">When it became visible.</param>
/// <param name="IsCancelled">Whether it will not take place.</param>
/// <param name="IsRemoved">Whether moderators took it down.</param>
/// <param name="EndsAt">End, in UTC.</param>
/// <param name="EventType">Its type, such as <c>meetup</c>.</param>
/// <param name="Category">Its category.</param>
/// <param name="Region">Its region.</param>
/// <param name="City">Its city.</param>
/// <param name="Description">The organizer's description.</param>
/// <param name="LocationName">The venue's name; null: not given.</param>
/// <param name="LocationAddress">The venue's address; null: not given.</param>
/// <param name="Latitude">The venue's latitude in degrees, -90 to 90; null: not given.</param>
/// <param name="Longitude">The venue's longitude in degrees, -180 to 180; null: not given.</param>
/// <param name="CancelReason">The organizer's reason, if the event is cancelled; null: there is none, or it is not known.</param>
/// <param name="TimeZone">IANA name of the time zone that it is announced in; null: not given.</param>
public sealed record EventSnapshot(
    Guid CommunityEventId,
    long Version,
    Guid OrganizerId,
    string Name,
    DateTimeOffset StartsAt,
    string Visibility,
    DateTimeOffset PublishedAt,
    bool IsCancelled,
    bool IsRemoved,
    DateTimeOffset? EndsAt = null,
    string? EventType = null,
    string? Category = null,
    string? Region = null,
    string? City = null,
    string? Description = null,
    string? LocationName = null,
    string? LocationAddress = null,
    double? Latitude = null,
    double? Longitude = null,
    string? CancelReason = null,
    string? TimeZone = null
);
