using Community.Events.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Publishing;

/// <summary>The zone that an event is announced in, and its origin.</summary>
/// <param name="Name">IANA name.</param>
/// <param name="Source">One of the constants here.</param>
internal readonly record struct EventZone(string Name, string Source)
{
    /// <summary>The organizer named it for this event.</summary>
    public const string Given = "given";

    /// <summary>The zone that the organizer last named for one of their events.</summary>
    public const string Organizer = "organizer";

    /// <summary>The event's country has only one clock.</summary>
    public const string Country = "country";

    /// <summary>No zone is known.</summary>
    public const string Utc = "utc";

    /// <summary>The given zone, else the organizer's, else that of the country, else UTC.</summary>
    /// <param name="db">The database.</param>
    /// <param name="given">IANA name; null: none was given.</param>
    /// <param name="organizer">The organizer of the event.</param>
    /// <param name="country">ISO 3166-1 alpha-2; null: not known.</param>
    public static async Task<EventZone> ForAsync(EventsDb db, string? given, Guid organizer, string? country)
    {
        if (given is not null)
        {
            return new(given, Given);
        }

        var last = await db
            .Events.Where(e => e.OrganizerId == organizer && e.TimeZoneSource == Given)
            .OrderByDescending(e => e.CreatedAt)
            .ThenByDescending(e => e.Id)
            .Select(e => e.TimeZone)
            .FirstOrDefaultAsync();
        return last is not null ? new(last, Organizer)
            : CountryZones.Find(country) is { } clock ? new(clock, Country)
            : new("UTC", Utc);
    }

    public TimeZoneInfo ToInfo() => TimeZoneInfo.FindSystemTimeZoneById(Name);
}
