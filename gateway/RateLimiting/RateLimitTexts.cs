using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// The headers that show callers their allowance: <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-11)
/// and, for clients that know only those, <c>X-RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c> (in seconds). The texts that depend
/// on the remaining number are made once for each number and cached.
/// </summary>
internal sealed class RateLimitTexts(string name, Allowance allowance)
{
    private sealed record Remaining(StringValues RateLimit, StringValues Count, StringValues Reset);

    private readonly Remaining?[] _byRemaining = new Remaining?[allowance.Burst + 1];
    private readonly StringValues _policy = string.Create(
        CultureInfo.InvariantCulture,
        $"\"{name}\";q={allowance.Burst};w={SecondsToRefill(allowance.Burst, allowance)}"
    );

    /// <summary>The limit's name.</summary>
    public string Name { get; } = name;

    private readonly StringValues _limit = allowance.Burst.ToString(CultureInfo.InvariantCulture);

    public void AddTo(IHeaderDictionary headers, int remaining)
    {
        var texts = _byRemaining[remaining] ??= Write(remaining);
        headers["RateLimit-Policy"] = _policy;
        headers["RateLimit"] = texts.RateLimit;
        headers["X-RateLimit-Limit"] = _limit;
        headers["X-RateLimit-Remaining"] = texts.Count;
        headers["X-RateLimit-Reset"] = texts.Reset;
    }

    private Remaining Write(int remaining)
    {
        var reset = SecondsToRefill(allowance.Burst - remaining, allowance);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r={remaining};t={reset}"),
            remaining.ToString(CultureInfo.InvariantCulture),
            reset.ToString(CultureInfo.InvariantCulture)
        );
    }

    private static int SecondsToRefill(int missing, Allowance allowance) => (int)Math.Ceiling(missing / allowance.PerSecond);
}
