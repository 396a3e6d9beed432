namespace Community.Companion.Badges;

/// <summary>A badge: given once and for good for something that a user did.</summary>
/// <param name="Name">Its name, which is also its id.</param>
/// <param name="Description">The activity that it is given for.</param>
/// <param name="Need">The number of <paramref name="Have"/> that is needed.</param>
/// <param name="Have">The count that matters.</param>
internal sealed record Badge(string Name, string Description, int Need, Func<ActivityTotals, int> Have)
{
    /// <summary>Whether it is given for days in a row.</summary>
    public bool IsForStreak { get; init; }

    /// <summary>All badges; docs/companion.md explains the rules.</summary>
    public static IReadOnlyList<Badge> All { get; } =
    [
        new("Insightful", "Wrote a note with a check-in on ten different days.", 10, totals => totals.DaysWithNotes),
        new("Connected", "Is connected with five people.", 5, totals => totals.Connections),
        new("Founder", "Founded a community.", 1, totals => totals.CommunitiesOwned),
        new("Neighbour", "Belongs to three communities.", 3, totals => totals.Communities),
        new("Steady", "Showed up seven days in a row.", 7, totals => totals.LongestStreak) { IsForStreak = true },
        new("Devoted", "Showed up thirty days in a row.", 30, totals => totals.LongestStreak) { IsForStreak = true },
        new("Learner", "Completed a course.", 1, totals => totals.CoursesCompleted),
        new("Scholar", "Completed three courses.", 3, totals => totals.CoursesCompleted),
    ];
}

/// <summary>The counts of a user's activities for which badges are given.</summary>
internal sealed record ActivityTotals(
    int DaysWithNotes,
    int Connections,
    int CommunitiesOwned,
    int Communities,
    int LongestStreak,
    int CoursesCompleted
);
