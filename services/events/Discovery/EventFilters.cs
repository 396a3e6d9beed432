using System.ComponentModel.DataAnnotations;
using Community.Events.Publishing;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Events.Discovery;

/// <summary>The price of an event.</summary>
internal enum PriceFilter
{
    /// <summary>Without a price.</summary>
    Free,

    /// <summary>With a price.</summary>
    Paid,
}

/// <summary>Which events to list. Texts are compared without case.</summary>
/// <param name="City">In this city.</param>
/// <param name="Country">In this country, ISO 3166-1 alpha-2.</param>
/// <param name="Region">In this region.</param>
/// <param name="Interest">About at least one of these; at most 20.</param>
/// <param name="Category">Of this category.</param>
/// <param name="EventType">Of this kind.</param>
/// <param name="Q">
/// With these words in name or description, the last one possibly unfinished. "Words in quotes" match as a phrase; <c>or</c> and <c>-</c>
/// work.
/// </param>
/// <param name="StartAfter">Events that begin at this time or later, past ones included; without it, events that are not over.</param>
/// <param name="StartBefore">Events that begin before this time.</param>
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
    Guid? Organizer = null
);

/// <summary>The area in which to find events.</summary>
/// <param name="Lat">WGS 84 degrees.</param>
/// <param name="Lng">WGS 84 degrees.</param>
/// <param name="RadiusKm">The distance at most: more than 0, at most 500.</param>
/// <param name="Category">Of this category, in any case.</param>
/// <param name="EventType">Of this kind, in any case.</param>
/// <param name="StartAfter">Events that begin at this time or later, past ones included; without it, events that are not over.</param>
/// <param name="StartBefore">Events that begin before this time.</param>
internal sealed record NearbyFilter(
    [property: FromQuery(Name = "lat"), Range(-90d, 90d)] double Lat,
    [property: FromQuery(Name = "lng"), Range(-180d, 180d)] double Lng,
    [property:
        FromQuery(Name = "radius_km"),
        Range(0d, NearbyFilter.MostKm, MinimumIsExclusive = true, ErrorMessage = "must be more than 0 and at most 500")
    ]
        double RadiusKm,
    [property: SingleLine, StringLength(EventRules.WordLength)] string? Category = null,
    [property: FromQuery(Name = "event_type"), SingleLine, StringLength(EventRules.WordLength)] string? EventType = null,
    [property: FromQuery(Name = "start_after")] QueryTime? StartAfter = null,
    [property: FromQuery(Name = "start_before")] QueryTime? StartBefore = null
)
{
    public const double MostKm = 500;
}

/// <summary>Which of the next events to list.</summary>
/// <param name="City">In this city, in any case.</param>
/// <param name="Region">In this region, in any case.</param>
internal sealed record UpcomingFilter(
    [property: SingleLine, StringLength(EventRules.CityLength)] string? City = null,
    [property: SingleLine, StringLength(EventRules.CityLength)] string? Region = null
);

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
