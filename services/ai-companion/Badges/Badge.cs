namespace Community.Companion.Badges;

/// <summary>Something that is given for what somebody did, once and for good.</summary>
/// <param name="Name">What it is called, and known by.</param>
/// <param name="Description">What it is given for.</param>
/// <param name="Need">How much of <paramref name="Have"/> it takes.</param>
/// <param name="Have">What is counted.</param>
internal sealed record Badge(string Name, string Description, int Need, Func<Deeds, int> Have)
{
    /// <summary>Whether it is given for days in a row.</summary>
    public bool IsForStreak { get; init; }

    /// <summary>All of them; docs/companion.md tells the rules.</summary>
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

/// <summary>What badges are given for, counted.</summary>
internal sealed record Deeds(int DaysWithNotes, int Connections, int CommunitiesOwned, int Communities, int LongestStreak, int CoursesCompleted);
