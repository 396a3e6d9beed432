namespace Community.Gateway.RateLimiting;

/// <summary>The rest of the caller's allowance after this request.</summary>
internal sealed class RateLimitState(RateLimit limit, int remaining)
{
    public void AddTo(IHeaderDictionary headers) => limit.Texts.AddTo(headers, remaining);
}
