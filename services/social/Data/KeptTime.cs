namespace Community.Social.Data;

/// <summary>Times that are written and then answered.</summary>
internal static class KeptTime
{
    /// <summary>The present as PostgreSQL keeps it, in whole microseconds: what is answered now is what is read later.</summary>
    public static DateTimeOffset GetKeptNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
