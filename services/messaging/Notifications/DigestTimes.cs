namespace Community.Messaging.Notifications;

/// <summary>The times of digests: in the morning, UTC; weekly ones on Mondays.</summary>
internal static class DigestTimes
{
    private const int Hour = 7;

    /// <summary>
    /// The longest time from a notification's stamp until its transaction begins to commit. A consumer that notifies all users of a large
    /// event takes a while, and must not fail for the sake of digests.
    /// </summary>
    public static readonly TimeSpan CommitLimit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How far a digest reaches back beyond the last one: the limit, the commit, and the clock difference of two instances. It leaves out
    /// those that were mailed already.
    /// </summary>
    public static readonly TimeSpan Overlap = CommitLimit + TimeSpan.FromMinutes(1);

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
