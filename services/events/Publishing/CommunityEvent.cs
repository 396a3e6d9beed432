namespace Community.Events.Publishing;

/// <summary>What people gather at. ("Event" alone is the product's word; in code it would be read as C#'s or the bus's.)</summary>
internal sealed class CommunityEvent
{
    public required Guid Id { get; init; }

    /// <summary>Grows with each change that other services hear of.</summary>
    public long Version { get; set; }

    public required Guid OrganizerId { get; init; }

    /// <summary>One of <see cref="EventStatus"/>.</summary>
    public string Status { get; set; } = EventStatus.Draft;

    /// <summary>One of <see cref="EventVisibility"/>.</summary>
    public required string Visibility { get; set; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary>The organizer's word for its kind, such as meetup, workshop or hackathon.</summary>
    public required string EventType { get; set; }

    public string? Category { get; set; }

    /// <summary>As the organizer wrote them.</summary>
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

    /// <summary>How near who arrives must be, in metres.</summary>
    public int GeofenceRadiusM { get; set; }

    public DateTimeOffset StartsAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    /// <summary>IANA name of the zone that the times are announced in.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Where the zone is known from: one of the constants of <see cref="EventZone"/>.</summary>
    public string TimeZoneSource { get; set; } = EventZone.Given;

    /// <summary>Minor units of the currency; 0: free.</summary>
    public long PriceCents { get; set; }

    /// <summary>The price in credits, where credits are taken too.</summary>
    public long? PriceCredits { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; set; }

    /// <summary>Who cancels a paid registration until so many hours before the start gets all of it back; later nothing.</summary>
    public int RefundHours { get; set; }

    public string? ImageKey { get; set; }

    /// <summary>The organizer is suspended: nobody else finds the event meanwhile.</summary>
    public bool OrganizerHidden { get; set; }

    /// <summary>When a moderator took it down.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }

    public string? CancelReason { get; set; }

    // What filters compare by: SearchKey of the fields above.
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
    /// <summary>Everybody finds it.</summary>
    public const string Public = "public";

    /// <summary>Only who is invited, registered or runs it knows that it exists.</summary>
    public const string Private = "private";
}
