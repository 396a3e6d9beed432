using System.ComponentModel.DataAnnotations;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;

namespace Community.Events.Publishing;

/// <summary>The fields of an event that its organizer may change. Existing registrations keep the price that they were offered.</summary>
/// <param name="Name">Its name, one line of at most 255 characters.</param>
/// <param name="EventType">Your term for its kind, such as meetup, workshop or hackathon.</param>
/// <param name="StartDatetime">When it begins: RFC 3339 with an offset, or without one in the event's zone (2026-12-04T19:00).</param>
/// <param name="EndDatetime">When it is over: after the start, and at most 31 days after it. In the same form as the start.</param>
/// <param name="TimeZone">IANA name of the zone that it is announced in.</param>
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
/// <param name="MaxAttendees">The number of seats, never fewer than are taken; null: no limit.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted too; only with a price.</param>
/// <param name="Currency">ISO 4217, in any case; required when a free event gets a price.</param>
/// <param name="RefundHours">
/// A cancellation at least this many hours before the start is refunded in full; later nothing is refunded.
/// </param>
/// <param name="Visibility">public, or private: only invited users find it.</param>
[ChangedElsewhere("is_published", "is changed by POST /events/{id}/publish")]
[ChangedElsewhere("status", "is changed by POST /events/{id}/publish and POST /events/{id}/cancel")]
[ChangedElsewhere("image_url", "is changed by PUT /events/{id}/image")]
[ChangedElsewhere("organizer_id", "never changes")]
internal sealed record EventChanges(
    [Graphemes(EventRules.NameLength), SingleLine] Optional<string> Name,
    [StringLength(EventRules.WordLength), SingleLine] Optional<string> EventType,
    [WrittenTime] Optional<string> StartDatetime,
    [WrittenTime] Optional<string> EndDatetime,
    [TimeZoneName] Optional<string> TimeZone,
    [Graphemes(EventRules.DescriptionLength), MultiLine] Optional<string?> Description,
    [StringLength(EventRules.WordLength), SingleLine] Optional<string?> Category,
    [MaxLength(EventRules.MostInterests), StringLength(EventRules.WordLength), SingleLine] Optional<IReadOnlyList<string>?> Interests,
    [StringLength(EventRules.PlaceLength), SingleLine] Optional<string?> LocationName,
    [StringLength(EventRules.PlaceLength), SingleLine] Optional<string?> LocationAddress,
    [StringLength(EventRules.CityLength), SingleLine] Optional<string?> LocationCity,
    [CountryCode] Optional<string?> LocationCountry,
    [StringLength(EventRules.CityLength), SingleLine] Optional<string?> Region,
    [Range(-90d, 90d)] Optional<double?> Latitude,
    [Range(-180d, 180d)] Optional<double?> Longitude,
    [Range(EventRules.LeastGeofenceM, EventRules.MostGeofenceM)] Optional<int> GeofenceRadiusM,
    [Range(1, EventRules.MostAttendees)] Optional<int?> MaxAttendees,
    [Range(0, EventRules.MostCents)] Optional<int> PriceCents,
    [Range(1, EventRules.MostCents)] Optional<int?> PriceCredits,
    [CurrencyCode] Optional<string> Currency,
    [Range(0, EventRules.MostRefundHours)] Optional<int> RefundHours,
    Optional<Visibility> Visibility
) : IHasExample<EventChanges>
{
    public static EventChanges Example =>
        new(
            "Evening bake, second batch",
            default,
            default,
            default,
            default,
            "Bread for beginners. Aprons are there.",
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            24,
            default,
            default,
            default,
            default,
            default
        );

    /// <summary>
    /// Whether it changes the conditions of registrations. The seats are then locked, so that no seat is given between the change and its
    /// notifications.
    /// </summary>
    internal bool TouchesSeats =>
        MaxAttendees.IsSet
        || StartDatetime.IsSet
        || EndDatetime.IsSet
        || RefundHours.IsSet
        || LocationName.IsSet
        || LocationAddress.IsSet
        || LocationCity.IsSet
        || LocationCountry.IsSet
        || Latitude.IsSet
        || Longitude.IsSet;

    /// <summary>Changes everything but the number of seats, and refuses fields that contradict each other.</summary>
    public void ApplyTo(CommunityEvent e, DateTimeOffset now)
    {
        var (wasFree, start, price) = (e.IsFree, e.StartsAt, (e.PriceCents, e.PriceCredits, e.Currency));
        ApplyDescriptionTo(e);
        ApplyLocationTo(e);
        (e.TimeZone, e.TimeZoneSource) = TimeZone.IsSet ? (TimeZone.Value, EventZone.Given) : (e.TimeZone, e.TimeZoneSource);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(e.TimeZone);
        e.StartsAt = StartDatetime.IsSet ? WrittenTime.Parse(StartDatetime.Value)!.Value.In(zone).AsKept() : e.StartsAt;
        e.EndsAt = EndDatetime.IsSet ? WrittenTime.Parse(EndDatetime.Value)!.Value.In(zone).AsKept() : e.EndsAt;
        e.PriceCents = PriceCents.IsSet ? PriceCents.Value : e.PriceCents;
        e.PriceCredits = PriceCredits.IsSet ? PriceCredits.Value : e.PriceCredits;
        e.Currency = Currency.Or(e.Currency);
        e.RefundHours = RefundHours.Or(e.RefundHours);
        e.Visibility = Visibility.IsSet ? EventRules.WordOf(Visibility.Value) : e.Visibility;
        // A price that was set before the rule existed does not prevent other changes.
        EventRules.Require(e, isPriceNew: price != (e.PriceCents, e.PriceCredits, e.Currency));
        if (wasFree && !e.IsFree && !Currency.IsSet)
        {
            throw Problem.Invalid("currency", EventRules.PriceWithoutCurrency).ToException();
        }

        if (e.Status == EventStatus.Published && (e.EndsAt <= now || (e.StartsAt != start && e.StartsAt <= now)))
        {
            throw Problem.Invalid(e.EndsAt <= now ? "end_datetime" : "start_datetime", Fault.InPast).ToException();
        }
    }

    private void ApplyDescriptionTo(CommunityEvent e)
    {
        e.Name = Name.Or(e.Name);
        e.Description = Description.Or(e.Description);
        e.EventType = EventType.Or(e.EventType);
        e.TypeKey = SearchKey.Of(e.EventType);
        e.Category = Category.Or(e.Category);
        e.CategoryKey = SearchKey.OfOrNull(e.Category);
        if (Interests.IsSet)
        {
            e.Interests = EventRules.Distinct(Interests.Value);
            e.InterestKeys = EventRules.KeysOf(Interests.Value);
        }
    }

    private void ApplyLocationTo(CommunityEvent e)
    {
        e.LocationName = LocationName.Or(e.LocationName);
        e.LocationAddress = LocationAddress.Or(e.LocationAddress);
        e.LocationCity = LocationCity.Or(e.LocationCity);
        e.CityKey = SearchKey.OfOrNull(e.LocationCity);
        e.LocationCountry = LocationCountry.Or(e.LocationCountry);
        e.CountryKey = SearchKey.OfOrNull(e.LocationCountry);
        e.Region = Region.Or(e.Region);
        e.RegionKey = SearchKey.OfOrNull(e.Region);
        e.Latitude = Latitude.Or(e.Latitude);
        e.Longitude = Longitude.Or(e.Longitude);
        e.GeofenceRadiusM = GeofenceRadiusM.Or(e.GeofenceRadiusM);
    }
}

/// <summary>The cancellation of an event.</summary>
/// <param name="Reason">The reason that registered users are told.</param>
internal sealed record CancelEventRequest([Graphemes(500), MultiLine] string? Reason = null) : IHasExample<CancelEventRequest>
{
    public static CancelEventRequest Example => new("The kitchen was flooded. We are sorry!");
}
