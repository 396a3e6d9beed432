using System.ComponentModel.DataAnnotations;
using Community.Money;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Events.Publishing;

/// <summary>The visibility of an event.</summary>
internal enum Visibility
{
    /// <summary>All users can find it.</summary>
    Public,

    /// <summary>Only invited users can find it.</summary>
    Private,
}

/// <summary>A new event.</summary>
/// <param name="Name">Its name, one line of at most 255 characters.</param>
/// <param name="EventType">Your term for its kind, such as meetup, workshop or hackathon.</param>
/// <param name="StartDatetime">When it begins: RFC 3339 with an offset, or without one in the event's zone (2026-12-04T19:00).</param>
/// <param name="EndDatetime">When it is over: after the start, and at most 31 days after it. In the same form as the start.</param>
/// <param name="TimeZone">
/// IANA name of the zone that it is announced in. Without it, your last event's zone; else that of a country with one clock; else UTC.
/// </param>
/// <param name="Description">Its description for attendees.</param>
/// <param name="Category">Its category.</param>
/// <param name="Interests">Its topics: at most 50, each of at most 50 characters.</param>
/// <param name="LocationName">The place's name.</param>
/// <param name="LocationAddress">Street and number.</param>
/// <param name="LocationCity">City.</param>
/// <param name="LocationCountry">By its ISO 3166-1 code of two or three letters or its name; kept as alpha-2.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="Latitude">WGS 84 degrees; with the longitude or not at all.</param>
/// <param name="Longitude">WGS 84 degrees; with the latitude or not at all.</param>
/// <param name="GeofenceRadiusM">The distance within which an arrival counts, in metres.</param>
/// <param name="MaxAttendees">The number of seats; null: no limit.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted too; only with a price.</param>
/// <param name="Currency">ISO 4217, in any case; required for a price.</param>
/// <param name="RefundHours">
/// A cancellation at least this many hours before the start is refunded in full; later nothing is refunded.
/// </param>
/// <param name="Visibility">public, or private: only invited users find it.</param>
/// <param name="IsPublished">Publishes it at once; otherwise it is a draft that only you see.</param>
internal sealed record EventDraft(
    [Graphemes(EventRules.NameLength), SingleLine] string Name,
    [StringLength(EventRules.WordLength), SingleLine] string EventType,
    [WrittenTime] string StartDatetime,
    [WrittenTime] string EndDatetime,
    [TimeZoneName] string? TimeZone = null,
    [Graphemes(EventRules.DescriptionLength), MultiLine] string? Description = null,
    [StringLength(EventRules.WordLength), SingleLine] string? Category = null,
    [MaxLength(EventRules.MostInterests), StringLength(EventRules.WordLength), SingleLine] IReadOnlyList<string>? Interests = null,
    [StringLength(EventRules.PlaceLength), SingleLine] string? LocationName = null,
    [StringLength(EventRules.PlaceLength), SingleLine] string? LocationAddress = null,
    [StringLength(EventRules.CityLength), SingleLine] string? LocationCity = null,
    [CountryCode] string? LocationCountry = null,
    [StringLength(EventRules.CityLength), SingleLine] string? Region = null,
    [Range(-90d, 90d)] double? Latitude = null,
    [Range(-180d, 180d)] double? Longitude = null,
    [Range(EventRules.LeastGeofenceM, EventRules.MostGeofenceM)] int GeofenceRadiusM = EventRules.DefaultGeofenceM,
    [Range(1, EventRules.MostAttendees)] int? MaxAttendees = null,
    [Range(0, EventRules.MostCents)] int PriceCents = 0,
    [Range(1, EventRules.MostCents)] int? PriceCredits = null,
    [CurrencyCode] string? Currency = null,
    [Range(0, EventRules.MostRefundHours)] int RefundHours = EventRules.DefaultRefundHours,
    Visibility Visibility = Visibility.Public,
    bool IsPublished = false
) : IHasExample<EventDraft>, IHasRules<EventDraft>
{
    public static EventDraft Example =>
        new(
            "Evening bake",
            "workshop",
            "2026-12-04T15:00:00Z",
            "2026-12-04T18:00:00Z",
            "Asia/Dubai",
            "Bread for beginners. Bring an apron.",
            "food",
            ["baking"],
            "Harbour kitchen",
            "Quay 3",
            "Dubai",
            "AE",
            "Dubai",
            25.0805,
            55.1403,
            MaxAttendees: 20,
            PriceCents: 2500,
            PriceCredits: 25,
            Currency: "USD",
            IsPublished: true
        );

    /// <summary>
    /// The rules that need no stored data. Times are compared if their zone is known: from their offsets, or from a zone in the request.
    /// </summary>
    public static RequestRules<EventDraft> Rules { get; } =
        new RequestRules<EventDraft>()
            .Add(
                nameof(Currency),
                draft => draft is { PriceCents: > 0, Currency: null } ? EventRules.PriceWithoutCurrency : null,
                nameof(PriceCents)
            )
            .Add(
                nameof(PriceCents),
                draft =>
                    draft is { PriceCents: > 0, Currency: { } currency }
                        ? SaleRules.PriceFault(draft.PriceCents, currency, "price_cents")
                        : null,
                nameof(Currency)
            )
            .Add(
                nameof(Currency),
                draft =>
                    draft is { PriceCents: > 0, Currency: { } currency }
                        ? SaleRules.PriceFault(draft.PriceCents, currency, "currency")
                        : null,
                nameof(PriceCents)
            )
            .Add(
                nameof(PriceCredits),
                draft => draft is { PriceCents: 0, PriceCredits: not null } ? SalePrice.CreditsOfFree : null,
                nameof(PriceCents)
            )
            .Add(
                nameof(Latitude),
                draft => draft is { Latitude: null, Longitude: not null } ? EventRules.OtherCoordinate : null,
                nameof(Longitude)
            )
            .Add(
                nameof(Longitude),
                draft => draft is { Latitude: not null, Longitude: null } ? EventRules.OtherCoordinate : null,
                nameof(Latitude)
            )
            .Add(nameof(StartDatetime), draft => EventRules.YearFault(draft.Known(draft.StartDatetime)), nameof(TimeZone))
            .Add(
                nameof(StartDatetime),
                (draft, services) =>
                    draft.IsPublished && draft.Known(draft.StartDatetime) <= services.GetRequiredService<TimeProvider>().GetUtcNow()
                        ? Fault.InPast
                        : null,
                nameof(TimeZone),
                nameof(IsPublished)
            )
            .Add(
                nameof(EndDatetime),
                draft => EventRules.EndFault(draft.Known(draft.StartDatetime), draft.Known(draft.EndDatetime)) ?? draft.OrderOfClocks(),
                nameof(StartDatetime),
                nameof(TimeZone)
            );

    public CommunityEvent ToEvent(Guid organizer, EventZone zone, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Version = 1,
            OrganizerId = organizer,
            Name = Name,
            EventType = EventType,
            TypeKey = SearchKey.Of(EventType),
            StartsAt = WrittenTime.Parse(StartDatetime)!.Value.In(zone.ToInfo()).AsKept(),
            EndsAt = WrittenTime.Parse(EndDatetime)!.Value.In(zone.ToInfo()).AsKept(),
            TimeZone = zone.Name,
            TimeZoneSource = zone.Source,
            Description = Description,
            Category = Category,
            CategoryKey = SearchKey.OfOrNull(Category),
            Interests = EventRules.Distinct(Interests),
            InterestKeys = EventRules.KeysOf(Interests),
            LocationName = LocationName,
            LocationAddress = LocationAddress,
            LocationCity = LocationCity,
            CityKey = SearchKey.OfOrNull(LocationCity),
            LocationCountry = LocationCountry,
            CountryKey = SearchKey.OfOrNull(LocationCountry),
            Region = Region,
            RegionKey = SearchKey.OfOrNull(Region),
            Latitude = Latitude,
            Longitude = Longitude,
            GeofenceRadiusM = GeofenceRadiusM,
            PriceCents = PriceCents,
            PriceCredits = PriceCredits,
            Currency = Currency ?? EventRules.CurrencyOfFree,
            RefundHours = RefundHours,
            Visibility = EventRules.WordOf(Visibility),
            CreatedAt = now.AsKept(),
            UpdatedAt = now.AsKept(),
        };

    /// <summary>
    /// The moment of a time, if the request alone determines it; null if the time has no offset and the request has no zone.
    /// </summary>
    private DateTimeOffset? Known(string written) =>
        WrittenTime.Parse(written) is { } time && (TimeZone is not null || time.Offset is not null)
            ? time.In(TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc)
            : null;

    /// <summary>Two local times of one place have an order, whatever the place.</summary>
    private Fault? OrderOfClocks() =>
        (WrittenTime.Parse(StartDatetime), WrittenTime.Parse(EndDatetime)) is ({ Offset: null } start, { Offset: null } end)
        && end.Clock <= start.Clock
            ? EventRules.EndExpected
            : null;
}
