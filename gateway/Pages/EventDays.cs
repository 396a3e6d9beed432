using System.Globalization;
using System.Runtime.InteropServices;

namespace Community.Gateway.Pages;

/// <summary>The times that a choice of days stands for: the rules of the client (web/src/screens/discover/days.ts).</summary>
/// <param name="After">Null: from now on.</param>
/// <param name="Before">Null: no end.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventDays(DateTimeOffset? After, DateTimeOffset? Before)
{
    private const int Week = 7;
    private const int Month = 30;

    /// <summary>The weekends that are not Saturday and Sunday, by region (CLDR).</summary>
    private static readonly Dictionary<string, DayOfWeek[]> Weekends = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AF"] = [DayOfWeek.Thursday, DayOfWeek.Friday],
        ["IN"] = [DayOfWeek.Sunday],
        ["IR"] = [DayOfWeek.Friday],
        ["UG"] = [DayOfWeek.Sunday],
    };

    private static readonly DayOfWeek[] FridayAndSaturday = [DayOfWeek.Friday, DayOfWeek.Saturday];
    private static readonly DayOfWeek[] SaturdayAndSunday = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    static EventDays()
    {
        foreach (var region in (string[])["BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"])
        {
            Weekends[region] = FridayAndSaturday;
        }
    }

    /// <summary>Whether these days begin or end at a midnight, which is that of a zone.</summary>
    public static bool NeedZone(string when) => when is "today" or "weekend";

    /// <param name="when">today, weekend, week or month; anything else is every day.</param>
    /// <param name="now">The present time.</param>
    /// <param name="zone">The zone whose midnights count.</param>
    /// <param name="language">The reader's language with its region, which has its own weekend.</param>
    public static EventDays Of(string when, DateTimeOffset now, TimeZoneInfo zone, string language) =>
        when switch
        {
            "today" => new(null, Midnight(now, zone, 1)),
            "weekend" => Weekend(now, zone, WeekendOf(language)),
            "week" => new(null, WholeHour(now).AddDays(Week)),
            "month" => new(null, WholeHour(now).AddDays(Month)),
            _ => default,
        };

    /// <summary>From the next weekend's first midnight, or from now if it is the weekend, until its last one.</summary>
    private static EventDays Weekend(DateTimeOffset now, TimeZoneInfo zone, DayOfWeek[] free)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).DayOfWeek;
        bool IsFree(int daysLater) => free.Contains((DayOfWeek)(((int)today + daysLater) % Week));
        var first = Enumerable.Range(0, Week).First(IsFree);
        var end = Enumerable.Range(first, Week).First(day => !IsFree(day));
        return new(first > 0 ? Midnight(now, zone, first) : null, Midnight(now, zone, end));
    }

    private static DayOfWeek[] WeekendOf(string language) => Weekends.GetValueOrDefault(language.Split('-')[^1], SaturdayAndSunday);

    private static DateTimeOffset Midnight(DateTimeOffset now, TimeZoneInfo zone, int daysLater)
    {
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(daysLater);
        return new(midnight, zone.GetUtcOffset(midnight));
    }

    // A whole hour, so that the same question has the same address.
    private static DateTimeOffset WholeHour(DateTimeOffset now) => new(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);

    /// <summary>A time as the API takes it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
