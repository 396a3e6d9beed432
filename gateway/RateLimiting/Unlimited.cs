namespace Community.Gateway.RateLimiting;

/// <summary>Marks an endpoint that is not counted by the rate limits.</summary>
internal sealed class Unlimited;
