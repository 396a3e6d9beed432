namespace Community.Platform.Data;

/// <summary>Times as PostgreSQL stores them.</summary>
public static class KeptTime
{
    /// <summary>
    /// The time in UTC and whole microseconds, as the database stores it. So the time in an answer, the time read later and the time in a
    /// hash are equal.
    /// </summary>
    public static DateTimeOffset AsKept(this DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The present <see cref="AsKept"/>.</summary>
    public static DateTimeOffset GetKeptNow(this TimeProvider clock) => clock.GetUtcNow().AsKept();
}
