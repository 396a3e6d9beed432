namespace Community.Companion.Badges;

/// <summary>A badge: given once and for good for something that a user did.</summary>
/// <param name="Name">Its name, which is also its id.</param>
/// <param name="Description">The deed that it is given for.</param>
/// <param name="Need">The number of <paramref name="Have"/> that is needed.</param>
/// <param name="Have">The count that matters.</param>
internal sealed record Badge(string Name, string Description, int Need, Func<Deeds, int> Have)
{
    /// <summary>Whether it is given for days in a row.</summary>
    public bool IsForStreak { get; init; }

    /// <summary>All badges; docs/companion.md explains the rules.</summary>
    public static IReadOnlyList<Badge> All { get; } =
    [
        new("Insightful", "Wrote a note with a check-in on ten different days.", 10, deeds => deeds.DaysWithNotes),
        new("Connected", "Is connected with five people.", 5, deeds => deeds.Connections),
        new("Founder", "Founded a community.", 1, deeds => deeds.CommunitiesOwned),
        new("Neighbour", "Belongs to three communities.", 3, deeds => deeds.Communities),
        new("Steady", "Showed up seven days in a row.", 7, deeds => deeds.LongestStreak) { IsForStreak = true },
        new("Devoted", "Showed up thirty days in a row.", 30, deeds => deeds.LongestStreak) { IsForStreak = true },
        new("Learner", "Completed a course.", 1, deeds => deeds.CoursesCompleted),
        new("Scholar", "Completed three courses.", 3, deeds => deeds.CoursesCompleted),
    ];
}

/// <summary>The counts of a user's activities for which badges are given.</summary>
internal sealed record Deeds(int DaysWithNotes, int Connections, int CommunitiesOwned, int Communities, int LongestStreak, int CoursesCompleted);
