using Community.Events.People;
using Community.Events.Registrations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Storage;

namespace Community.Events.Publishing;

/// <summary>An event.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its description for attendees.</param>
/// <param name="EventType">The organizer's term for its kind, such as meetup, workshop or hackathon.</param>
/// <param name="Category">Its category.</param>
/// <param name="Interests">Its topics.</param>
/// <param name="LocationName">The place's name.</param>
/// <param name="LocationAddress">Street and number.</param>
/// <param name="LocationCity">City.</param>
/// <param name="LocationCountry">ISO 3166-1 alpha-2.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="Latitude">WGS 84 degrees.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
/// <param name="GeofenceRadiusM">The distance within which an arrival counts, in metres.</param>
/// <param name="StartDatetime">When it begins.</param>
/// <param name="EndDatetime">When it is over.</param>
/// <param name="TimeZone">IANA name of the zone that it is announced in.</param>
/// <param name="TimeZoneSource">
/// The origin of the zone: given, organizer (the last one they gave), country (it has one clock), or utc.
/// </param>
/// <param name="MaxAttendees">The number of seats; null: no limit.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="PriceCredits">The price in credits, if credits are accepted.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RefundHours">
/// A cancellation at least this many hours before the start is refunded in full; later nothing is refunded.
/// </param>
/// <param name="Visibility">public or private.</param>
/// <param name="Status">draft, published or cancelled.</param>
/// <param name="IsPublished">Whether it can be found and registered for.</param>
/// <param name="ImageUrl">The path of the cover, relative to the gateway.</param>
/// <param name="OrganizerId">The organizer's id.</param>
/// <param name="Organizer">The organizer as others see them; null: the account is gone, or its profile has not arrived yet.</param>
/// <param name="RegistrationCount">The number of confirmed seats.</param>
/// <param name="SpotsRemaining">The number of free seats, with unpaid holds counted as taken; null: no limit.</param>
/// <param name="IsRegistered">Whether the caller has a confirmed seat.</param>
/// <param name="MyStatus">
/// The state of the caller's registration: pending, confirmed, waitlisted or checked_in; null if there is none.
/// </param>
/// <param name="DistanceKm">The distance from the requested point; null if there was none.</param>
/// <param name="CancelReason">Why it was cancelled, in the organizer's words.</param>
/// <param name="CreatedAt">When it was drafted.</param>
/// <param name="Image">The cover with its size, placeholder and description; null: there is none.</param>
internal sealed record EventView(
    Guid Id,
    string Name,
    string? Description,
    string EventType,
    string? Category,
    IReadOnlyList<string> Interests,
    string? LocationName,
    string? LocationAddress,
    string? LocationCity,
    string? LocationCountry,
    string? Region,
    double? Latitude,
    double? Longitude,
    int GeofenceRadiusM,
    DateTimeOffset StartDatetime,
    DateTimeOffset EndDatetime,
    string TimeZone,
    string TimeZoneSource,
    int? MaxAttendees,
    long PriceCents,
    long? PriceCredits,
    string Currency,
    int RefundHours,
    string Visibility,
    string Status,
    bool IsPublished,
    string? ImageUrl,
    Guid OrganizerId,
    OrganizerView? Organizer,
    int RegistrationCount,
    int? SpotsRemaining,
    bool IsRegistered,
    string? MyStatus,
    double? DistanceKm,
    string? CancelReason,
    DateTimeOffset CreatedAt,
    PictureView? Image
) : IHasExample<EventView>
{
    public static EventView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            "Evening bake",
            "Bread for beginners. Bring an apron.",
            "workshop",
            "food",
            ["baking"],
            "Harbour kitchen",
            "Quay 3",
            "Dubai",
            "AE",
            "Dubai",
            25.0805,
            55.1403,
            150,
            new DateTimeOffset(2026, 12, 4, 15, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 12, 4, 18, 0, 0, TimeSpan.Zero),
            "Asia/Dubai",
            "given",
            20,
            2500,
            25,
            "USD",
            24,
            "public",
            "published",
            IsPublished: true,
            PictureView.Example.Url,
            OrganizerView.Example.Id,
            OrganizerView.Example,
            17,
            3,
            IsRegistered: false,
            MyStatus: null,
            DistanceKm: null,
            CancelReason: null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            PictureView.Example
        );

    /// <summary>The event for a caller.</summary>
    /// <param name="e">The event.</param>
    /// <param name="seats">Its seats.</param>
    /// <param name="organizer">Its organizer; null: not known here.</param>
    /// <param name="myStatus">The status of the caller's active registration.</param>
    public static EventView Of(CommunityEvent e, EventSeats seats, OrganizerView? organizer, string? myStatus) =>
        new(
            e.Id,
            e.Name,
            e.Description,
            e.EventType,
            e.Category,
            e.Interests,
            e.LocationName,
            e.LocationAddress,
            e.LocationCity,
            e.LocationCountry,
            e.Region,
            e.Latitude,
            e.Longitude,
            e.GeofenceRadiusM,
            e.StartsAt,
            e.EndsAt,
            e.TimeZone,
            e.TimeZoneSource,
            seats.Capacity,
            e.PriceCents,
            e.PriceCredits,
            e.Currency,
            e.RefundHours,
            e.Visibility,
            e.Status,
            e.Status == EventStatus.Published,
            ImageUrlOf(e.Id, e.ImageKey),
            e.OrganizerId,
            organizer,
            seats.Confirmed,
            seats.Remaining,
            IsSeat(myStatus),
            myStatus,
            DistanceKm: null,
            e.CancelReason,
            e.CreatedAt,
            PictureView.Of(ImageUrlOf(e.Id, e.ImageKey), e.ImageKey, e.ImageAlt)
        );

    public static bool IsSeat(string? status) => status is RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn;

    public static string? ImageUrlOf(Guid id, string? key) =>
        key is null ? null : $"/api/v1/events/{id}/image?v={ObjectKey.VersionOf(key)}";
}

/// <summary>The organizer of an event.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
internal sealed record OrganizerView(Guid Id, string Username, string? FullName, string? PictureUrl) : IHasExample<OrganizerView>
{
    public static OrganizerView Example => new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "amal", "Amal Haddad", null);

    /// <summary>The organizer from their row here; null: there is no row, or it has no name.</summary>
    public static OrganizerView? Of(Person? person) =>
        person?.Username is { } username ? new(person.Id, username, person.FullName, person.PictureUrl) : null;
}
