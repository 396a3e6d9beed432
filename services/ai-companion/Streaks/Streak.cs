using Community.Companion.People;

namespace Community.Companion.Streaks;

/// <summary>
/// A user's streak: how many of their own days in a row had an activity. A day without activity ends it. A change of the clocks does not,
/// because days are dates. A trip does not either: the calendar of the person's present place decides whether a day was missed, so that a
/// date that was skipped, or came twice, costs nothing and gives nothing.
/// </summary>
/// <param name="Days">In a row, up to <paramref name="LastDay"/>; 1 or more.</param>
/// <param name="Longest">The longest streak.</param>
/// <param name="LastDay">The last date that counted; it only rises.</param>
/// <param name="LastAt">The time of the last activity.</param>
internal sealed record Streak(int Days, int Longest, DateOnly LastDay, DateTimeOffset LastAt)
{
    /// <summary>The streak after an activity now.</summary>
    /// <param name="before">As it was; null: there was none.</param>
    /// <param name="person">The user.</param>
    /// <param name="now">The time.</param>
    public static Streak After(Streak? before, Person person, DateTimeOffset now)
    {
        var today = LocalDay.Of(person, now);
        if (before is null)
        {
            return new(1, 1, today, now);
        }

        if (!before.IsAliveAt(person, now))
        {
            return new(1, before.Longest, Later(today, before.LastDay), now);
        }

        return today <= before.LastDay
            ? before with
            {
                LastAt = Later(now, before.LastAt),
            }
            : new(before.Days + 1, Math.Max(before.Longest, before.Days + 1), today, now);
    }

    /// <summary>Its length on the person's present day: 0 once a day was missed.</summary>
    public int LengthAt(Person person, DateTimeOffset now) => IsAliveAt(person, now) ? Days : 0;

    // Today, or yesterday, or (after a trip to another date) tomorrow.
    private bool IsAliveAt(Person person, DateTimeOffset now) =>
        LocalDay.Of(person, now).DayNumber - LocalDay.Of(person, LastAt).DayNumber <= 1;

    private static T Later<T>(T one, T other)
        where T : IComparable<T> => one.CompareTo(other) > 0 ? one : other;
}
