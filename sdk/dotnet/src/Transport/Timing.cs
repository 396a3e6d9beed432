using System.Security.Cryptography;

namespace Community.Sdk.Transport;

internal static class Ids
{
    /// <summary>A new id that no other call has.</summary>
    public static string New() => Guid.CreateVersion7().ToString();
}

internal static class Timing
{
    /// <summary>
    /// Exponential back-off with full jitter: a random time up to <paramref name="first"/> times 2 to the power of
    /// <paramref name="attempt"/>, at most <paramref name="most"/>.
    /// </summary>
    public static TimeSpan BackOff(int attempt, TimeSpan first, TimeSpan most)
    {
        var limit = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Max(0, attempt)));
        return TimeSpan.FromMilliseconds(limit * RandomNumberGenerator.GetInt32(0, 1_000_000) / 1_000_000);
    }
}
