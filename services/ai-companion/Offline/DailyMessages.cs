namespace Community.Companion.Offline;

/// <summary>The short message of the day.</summary>
internal static class DailyMessages
{
    private static readonly (string English, string Arabic)[] All =
    [
        .. Embedded.Lines("Offline.daily.txt").Select(line => line.Split('|')).Select(pair => (pair[0], pair[1])),
    ];

    public static IReadOnlyList<string> English { get; } = [.. All.Select(message => message.English)];

    public static IReadOnlyList<string> Arabic { get; } = [.. All.Select(message => message.Arabic)];

    /// <summary>The message for a person on one of their days: the same all day, and none is repeated before all were shown.</summary>
    /// <param name="userId">The person: each starts at another message of the list.</param>
    /// <param name="day">The day in the person's own time zone.</param>
    /// <param name="language">A BCP 47 tag; Arabic for <c>ar</c>, English for all others.</param>
    public static string Of(Guid userId, DateOnly day, string language)
    {
        var start = userId.ToByteArray().Aggregate(0, (sum, one) => ((sum * 31) + one) % All.Length);
        var (english, arabic) = All[(start + day.DayNumber) % All.Length];
        return SaysArabic(language) ? arabic : english;
    }

    private static bool SaysArabic(string language) =>
        string.Equals(language, "ar", StringComparison.OrdinalIgnoreCase) || language.StartsWith("ar-", StringComparison.OrdinalIgnoreCase);
}
