using Community.Companion.Words;

namespace Community.Companion.Offline;

/// <summary>The short message of the day.</summary>
internal static class DailyMessages
{
    public static IReadOnlyList<Bilingual> All { get; } =
    [.. Embedded.Lines("Offline.daily.txt").Select(line => line.Split('|')).Select(pair => new Bilingual(pair[0], pair[1]))];

    /// <summary>The message for a person on one of their days: the same all day, and none is repeated before all were shown.</summary>
    /// <param name="userId">The person: each starts at another message of the list.</param>
    /// <param name="day">The day in the person's own time zone.</param>
    public static Bilingual Of(Guid userId, DateOnly day)
    {
        var start = userId.ToByteArray().Aggregate(0, (sum, one) => ((sum * 31) + one) % All.Count);
        return All[(start + day.DayNumber) % All.Count];
    }
}
