using Community.Platform.Data;

namespace Community.Messaging.EventChats;

/// <summary>When and where an event takes place.</summary>
/// <param name="StartsAt">The start.</param>
/// <param name="EndsAt">The end.</param>
/// <param name="TimeZone">IANA name of the time zone that it is announced in; null: not known.</param>
/// <param name="City">The city.</param>
/// <param name="LocationName">The venue's name.</param>
/// <param name="LocationAddress">The venue's address.</param>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
internal sealed record Whereabouts(
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string? TimeZone,
    string? City,
    string? LocationName,
    string? LocationAddress,
    double? Latitude,
    double? Longitude
)
{
    /// <summary>In metres. A pin that moved less than this is a more exact one, not another place, and no user is notified.</summary>
    private const double SamePlace = 50;

    private const double EarthRadius = 6_371_000;

    /// <summary>The venue in one line; null: not given.</summary>
    public string? Venue
    {
        get
        {
            string?[] parts = [LocationName, LocationAddress, City];
            var said = string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part)).Distinct(StringComparer.OrdinalIgnoreCase));
            return said.Length == 0 ? null : said;
        }
    }

    /// <summary>With times rounded as the database keeps them.</summary>
    public Whereabouts AsKept() => this with { StartsAt = StartsAt.AsKept(), EndsAt = EndsAt.AsKept() };

    public bool IsAtAnotherTimeThan(Whereabouts other) => StartsAt != other.StartsAt || EndsAt != other.EndsAt;

    /// <summary>Whether the name, the address or the city differs, or the place is some metres away.</summary>
    public bool IsElsewhereThan(Whereabouts other) =>
        (Venue is { } venue && !string.Equals(venue, other.Venue, StringComparison.OrdinalIgnoreCase))
        || (Venue is null && other.Venue is not null)
        || (
            Latitude is { } latitude
            && Longitude is { } longitude
            && other is { Latitude: { } otherLatitude, Longitude: { } otherLongitude }
            && Metres(latitude, longitude, otherLatitude, otherLongitude) >= SamePlace
        );

    /// <summary>The distance between two points on the globe, by the haversine formula.</summary>
    private static double Metres(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var (north, otherNorth) = (double.DegreesToRadians(latitude), double.DegreesToRadians(otherLatitude));
        var (up, across) = (Math.Sin((otherNorth - north) / 2), Math.Sin(double.DegreesToRadians(otherLongitude - longitude) / 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt((up * up) + (Math.Cos(north) * Math.Cos(otherNorth) * across * across))));
    }
}

/// <summary>A change of an event's time or place.</summary>
/// <param name="FactId">The id of the integration event that reported it.</param>
/// <param name="MovedAt">When the events service made it.</param>
/// <param name="Former">When and where the event was.</param>
/// <param name="Now">When and where it is.</param>
internal sealed record EventMove(Guid FactId, DateTimeOffset MovedAt, Whereabouts Former, Whereabouts Now);
