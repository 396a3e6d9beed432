namespace Community.Events.Publishing;

/// <summary>
/// A gathering of people. ("Event" alone is the product's term; in code it would be mistaken for a C# event or an integration event.)
/// </summary>
internal sealed class CommunityEvent
{
    public required Guid Id { get; init; }

    /// <summary>Rises with each published change.</summary>
    public long Version { get; set; }

    public required Guid OrganizerId { get; init; }

    /// <summary>One of <see cref="EventStatus"/>.</summary>
    public string Status { get; set; } = EventStatus.Draft;

    /// <summary>One of <see cref="EventVisibility"/>.</summary>
    public required string Visibility { get; set; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary>The organizer's term for its kind, such as meetup, workshop or hackathon.</summary>
    public required string EventType { get; set; }

    public string? Category { get; set; }

    /// <summary>In the organizer's spelling.</summary>
    public string[] Interests { get; set; } = [];

    public string? LocationName { get; set; }

    public string? LocationAddress { get; set; }

    public string? LocationCity { get; set; }

    public string? LocationCountry { get; set; }

    public string? Region { get; set; }

    /// <summary>WGS 84 degrees, -90 to 90; set exactly when <see cref="Longitude"/> is.</summary>
    public double? Latitude { get; set; }

    /// <summary>WGS 84 degrees, -180 to 180.</summary>
    public double? Longitude { get; set; }

    /// <summary>The distance within which an arrival counts, in metres.</summary>
    public int GeofenceRadiusM { get; set; }

    public DateTimeOffset StartsAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    /// <summary>IANA name of the zone in which the times are announced.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The origin of the zone: one of the constants of <see cref="EventZone"/>.</summary>
    public string TimeZoneSource { get; set; } = EventZone.Given;

    /// <summary>Minor units of the currency; 0: free.</summary>
    public long PriceCents { get; set; }

    /// <summary>The price in credits, if credits are accepted too.</summary>
    public long? PriceCredits { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; set; }

    /// <summary>
    /// A paid registration that is cancelled at least this many hours before the start is refunded in full; later nothing is refunded.
    /// </summary>
    public int RefundHours { get; set; }

    public string? ImageKey { get; set; }

    /// <summary>The alternative text: the content of the cover in words.</summary>
    public string? ImageAlt { get; set; }

    /// <summary>The organizer is suspended: the event is hidden from all other users.</summary>
    public bool OrganizerHidden { get; set; }

    /// <summary>When a moderator removed it.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }

    public string? CancelReason { get; set; }

    // SearchKey of the fields above; filters compare these keys.
    public string? CityKey { get; set; }

    public string? CountryKey { get; set; }

    public string? RegionKey { get; set; }

    public required string TypeKey { get; set; }

    public string? CategoryKey { get; set; }

    public string[] InterestKeys { get; set; } = [];

    public bool IsFree => PriceCents == 0;
}

/// <summary>Values of <see cref="CommunityEvent.Status"/>.</summary>
internal static class EventStatus
{
    public const string Draft = "draft";
    public const string Published = "published";
    public const string Cancelled = "cancelled";
}

/// <summary>Values of <see cref="CommunityEvent.Visibility"/>.</summary>
internal static class EventVisibility
{
    /// <summary>Visible to all users.</summary>
    public const string Public = "public";

    /// <summary>Visible only to its organizer and to invited or registered users.</summary>
    public const string Private = "private";
}
