namespace Community.Companion.People;

/// <summary>
/// A user's age, as far as they have given it: in the profile, or here. Of two answers the lower counts. No user is asked for a date of
/// birth: an age grows by the years since it was given.
/// </summary>
internal static class KnownAge
{
    /// <summary>The companion is not for children.</summary>
    public const int Least = 13;

    public static int? Of(Person person, DateTimeOffset now)
    {
        var declared = person.DeclaredAge + YearsBetween(person.AgeDeclaredAt, now);
        return declared is null || person.Age < declared ? person.Age : declared;
    }

    private static int? YearsBetween(DateTimeOffset? start, DateTimeOffset now)
    {
        if (start is not { } from)
        {
            return null;
        }

        var years = now.Year - from.Year;
        return Math.Max(0, from.AddYears(years) > now ? years - 1 : years);
    }
}
