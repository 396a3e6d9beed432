using Community.Companion.Words;

namespace Community.Companion.Badges;

/// <summary>A badge: given once and for good for something that a user did.</summary>
/// <param name="Name">Its English name, which is also its id.</param>
/// <param name="ArabicName">Its name for Arabic readers.</param>
/// <param name="Description">The activity that it is given for.</param>
/// <param name="Need">The number of <paramref name="Have"/> that is needed.</param>
/// <param name="Have">The count that matters.</param>
internal sealed record Badge(string Name, string ArabicName, Bilingual Description, int Need, Func<ActivityTotals, int> Have)
{
    /// <summary>Whether it is given for days in a row.</summary>
    public bool IsForStreak { get; init; }

    /// <summary>Whether others never see it: it tells of check-ins.</summary>
    public bool IsPrivate { get; init; }

    public Bilingual Title => new(Name, ArabicName);

    /// <summary>All badges; docs/companion.md explains the rules.</summary>
    public static IReadOnlyList<Badge> All { get; } =
    [
        new(
            "Insightful",
            "متأمل",
            new("Wrote a note with a check-in on ten different days.", "كتابة ملاحظة مع تسجيل الحال في عشرة أيام مختلفة."),
            10,
            totals => totals.DaysWithNotes
        )
        {
            IsPrivate = true,
        },
        new("Connected", "على تواصل", new("Is connected with five people.", "التواصل مع خمسة أشخاص."), 5, totals => totals.Connections),
        new("Founder", "مؤسس", new("Founded a community.", "تأسيس مجتمع."), 1, totals => totals.CommunitiesOwned),
        new(
            "Neighbour",
            "حُسن الجوار",
            new("Belongs to three communities.", "الانتماء إلى ثلاثة مجتمعات."),
            3,
            totals => totals.Communities
        ),
        new("Steady", "مثابر", new("Showed up seven days in a row.", "الحضور سبعة أيام متتالية."), 7, totals => totals.LongestStreak)
        {
            IsForStreak = true,
        },
        new("Devoted", "مواظب", new("Showed up thirty days in a row.", "الحضور ثلاثين يومًا متتاليًا."), 30, totals => totals.LongestStreak)
        {
            IsForStreak = true,
        },
        new("Learner", "متعلم", new("Completed a course.", "إتمام دورة."), 1, totals => totals.CoursesCompleted),
        new("Scholar", "باحث", new("Completed three courses.", "إتمام ثلاث دورات."), 3, totals => totals.CoursesCompleted),
    ];

    /// <summary>The badge with a name; null: there is none any more.</summary>
    public static Badge? Named(string name) => All.FirstOrDefault(badge => badge.Name == name);
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
