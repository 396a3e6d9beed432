namespace Community.Messaging.Notifications;

/// <summary>The times of digests: in the morning, UTC; weekly ones on Mondays.</summary>
internal static class DigestTimes
{
    private const int Hour = 7;

    /// <summary>The time of the next digest.</summary>
    /// <param name="every"><c>day</c> or <c>week</c>.</param>
    /// <param name="time">The answer is later than this.</param>
    public static DateTimeOffset NextAfter(string every, DateTimeOffset time)
    {
        var next = new DateTimeOffset(time.UtcDateTime.Date.AddHours(Hour), TimeSpan.Zero);
        while (next <= time || (every == "week" && next.DayOfWeek != DayOfWeek.Monday))
        {
            next = next.AddDays(1);
        }

        return next;
    }
}
