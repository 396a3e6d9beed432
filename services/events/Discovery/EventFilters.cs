using System.ComponentModel.DataAnnotations;
using Community.Events.Publishing;
using Community.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Events.Discovery;

/// <summary>What an event costs.</summary>
internal enum PriceFilter
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>Something.</summary>
    Paid,
}

/// <summary>Which events to list. Text is compared whatever its case.</summary>
/// <param name="City">In this city.</param>
/// <param name="Country">In this country, ISO 3166-1 alpha-2.</param>
/// <param name="Region">In this region.</param>
/// <param name="Interest">About at least one of these; at most 20.</param>
/// <param name="Category">Of this category.</param>
/// <param name="EventType">Of this kind.</param>
/// <param name="Q">
/// With these words in name or description, the last one possibly unfinished; "words in quotes" stand together, <c>or</c> and <c>-</c> work.
/// </param>
/// <param name="StartAfter">That begin then or later, over or not; without it, those that are not yet over.</param>
/// <param name="StartBefore">That begin before then.</param>
/// <param name="Price">free or paid.</param>
/// <param name="Organizer">Of this organizer.</param>
internal sealed record EventFilter(
    [property: SingleLine, StringLength(EventRules.CityLength)] string? City = null,
    [property: SingleLine, StringLength(EventRules.CityLength)] string? Country = null,
    [property: SingleLine, StringLength(EventRules.CityLength)] string? Region = null,
    [property: FromQuery(Name = "interest"), SingleLine, StringLength(EventRules.WordLength), MaxLength(20)] string[]? Interest = null,
    [property: SingleLine, StringLength(EventRules.WordLength)] string? Category = null,
    [property: FromQuery(Name = "event_type"), SingleLine, StringLength(EventRules.WordLength)] string? EventType = null,
    [property: SingleLine, StringLength(200)] string? Q = null,
    [property: FromQuery(Name = "start_after")] QueryTime? StartAfter = null,
    [property: FromQuery(Name = "start_before")] QueryTime? StartBefore = null,
    Choice<PriceFilter>? Price = null,
    Guid? Organizer = null);

/// <summary>Where to look for events.</summary>
/// <param name="Lat">WGS 84 degrees.</param>
/// <param name="Lng">WGS 84 degrees.</param>
/// <param name="RadiusKm">How far away at most: more than 0, at most 500.</param>
/// <param name="Category">Of this category, whatever the case.</param>
/// <param name="EventType">Of this kind, whatever the case.</param>
/// <param name="StartAfter">That begin then or later, over or not; without it, those that are not yet over.</param>
/// <param name="StartBefore">That begin before then.</param>
internal sealed record NearbyFilter(
    [property: FromQuery(Name = "lat"), Range(-90d, 90d)] double Lat,
    [property: FromQuery(Name = "lng"), Range(-180d, 180d)] double Lng,
    [property: FromQuery(Name = "radius_km"), Range(0d, NearbyFilter.MostKm, MinimumIsExclusive = true, ErrorMessage = "must be more than 0 and at most 500")]
    double RadiusKm,
    [property: SingleLine, StringLength(EventRules.WordLength)] string? Category = null,
    [property: FromQuery(Name = "event_type"), SingleLine, StringLength(EventRules.WordLength)] string? EventType = null,
    [property: FromQuery(Name = "start_after")] QueryTime? StartAfter = null,
    [property: FromQuery(Name = "start_before")] QueryTime? StartBefore = null)
{
    public const double MostKm = 500;
}

/// <summary>Which of the next events.</summary>
/// <param name="City">In this city, whatever the case.</param>
/// <param name="Region">In this region, whatever the case.</param>
internal sealed record UpcomingFilter(
    [property: SingleLine, StringLength(EventRules.CityLength)] string? City = null,
    [property: SingleLine, StringLength(EventRules.CityLength)] string? Region = null);

/// <summary>Values of <see cref="CommunityEvent.Status"/>, in a query.</summary>
internal enum StatusFilter
{
    /// <summary>Not published yet.</summary>
    Draft,

    /// <summary>Can be found and registered for.</summary>
    Published,

    /// <summary>Will not take place.</summary>
    Cancelled,
}
