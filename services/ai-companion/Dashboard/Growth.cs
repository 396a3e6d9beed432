namespace Community.Companion.Dashboard;

/// <summary>A user's activities in some days, counted on their own days.</summary>
/// <param name="ActiveDays">Days with anything at all.</param>
/// <param name="CheckInDays">Days with a check-in.</param>
/// <param name="Modules">Modules completed.</param>
internal sealed record Period(int ActiveDays, int CheckInDays, int Modules);

/// <summary>
/// The two numbers of the daily path; docs/companion.md explains them to users. Neither measures a person: they show how much time the
/// person made for themselves.
/// </summary>
internal static class Growth
{
    /// <summary>How many days the path covers.</summary>
    public const int PathDays = 28;

    private const int EnoughActiveDays = 20;
    private const int EnoughCheckInDays = 12;
    private const int Week = 7;

    /// <summary>
    /// 0 to 100, of the last 28 days: up to 60 for days with activity (all of it from 20), and up to 40 for days with a check-in (all from
    /// 12). The mood does not count: an honest low mood costs no points.
    /// </summary>
    public static int PathProgress(Period last28) =>
        (int)
            Math.Round(
                (60.0 * Math.Min(1, (double)last28.ActiveDays / EnoughActiveDays))
                    + (40.0 * Math.Min(1, (double)last28.CheckInDays / EnoughCheckInDays)),
                MidpointRounding.AwayFromZero
            );

    /// <summary>-100 to 100: the points of the last seven days minus those of the seven before.</summary>
    public static int Weekly(Period thisWeek, Period lastWeek) => Points(thisWeek) - Points(lastWeek);

    /// <summary>
    /// 0 to 100: up to 50 for days with activity, up to 25 for days with a check-in, up to 25 for modules (one a day gives all).
    /// </summary>
    private static int Points(Period week) =>
        (int)
            Math.Round(
                (50.0 * Math.Min(Week, week.ActiveDays) / Week)
                    + (25.0 * Math.Min(Week, week.CheckInDays) / Week)
                    + (25.0 * Math.Min(Week, week.Modules) / Week),
                MidpointRounding.AwayFromZero
            );
}
