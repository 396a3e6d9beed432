namespace Community.Companion.People;

/// <summary>A person's own days: from midnight to midnight in the time zone that they have set.</summary>
internal static class LocalDay
{
    /// <summary>The person's present date.</summary>
    public static DateOnly Of(Person person, DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, ZoneOf(person)).DateTime);

    /// <summary>A moment by the person's clock.</summary>
    public static DateTimeOffset TimeOf(Person person, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, ZoneOf(person));

    /// <summary>When that day ends.</summary>
    public static DateTimeOffset EndOf(Person person, DateTimeOffset now) => StartOf(person, Of(person, now).AddDays(1));

    /// <summary>When one of the person's days begins, in UTC.</summary>
    public static DateTimeOffset StartOf(Person person, DateOnly day)
    {
        var zone = ZoneOf(person);
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // If clocks are put forward at midnight, the day begins with the first minute that exists.
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(1);
        }

        // If clocks are put back over midnight, there are two midnights: the day ends with the first.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    private static TimeZoneInfo ZoneOf(Person person) =>
        person.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
