namespace Community.ServiceDefaults.Data;

/// <summary>Times as PostgreSQL keeps them.</summary>
public static class KeptTime
{
    /// <summary>
    /// In UTC and whole microseconds, which is what the database keeps: what is answered now, what is read later, and what a hash was made of
    /// are the same time.
    /// </summary>
    public static DateTimeOffset AsKept(this DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The present <see cref="AsKept"/>.</summary>
    public static DateTimeOffset GetKeptNow(this TimeProvider clock) => clock.GetUtcNow().AsKept();
}
