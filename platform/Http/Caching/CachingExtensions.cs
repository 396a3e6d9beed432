using Microsoft.AspNetCore.Builder;

namespace Community.Platform.Http.Caching;

/// <summary>
/// Says how the answers of a GET may be stored. An endpoint that says nothing has an ETag and is asked again each time
/// (<see cref="EntityTags"/>).
/// </summary>
public static class CachingExtensions
{
    /// <summary>No cache stores these answers, not even the caller's own browser; they have no ETag.</summary>
    /// <param name="endpoint">The endpoint, or a group of endpoints.</param>
    /// <param name="reason">The part of the answer that must not stay on a shared device.</param>
    public static TBuilder NotStored<TBuilder>(this TBuilder endpoint, string reason)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new NotStoredAttribute(reason)));
        return endpoint;
    }

    /// <summary>The answer is the same for every caller and changes only with a release or the configuration.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="seconds">How long any cache may use the answer without asking again.</param>
    public static TBuilder CachedFor<TBuilder>(this TBuilder endpoint, int seconds)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new CachedForAttribute(seconds)));
        return endpoint;
    }
}

/// <summary>No cache stores the answers of the endpoint.</summary>
/// <param name="reason">Why.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NotStoredAttribute(string reason) : Attribute
{
    /// <summary>Why.</summary>
    public string Reason => reason;
}

/// <summary>Any cache may use the endpoint's answer for some time.</summary>
/// <param name="seconds">How long.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CachedForAttribute(int seconds) : Attribute
{
    /// <summary>How long, in seconds.</summary>
    public int Seconds => seconds;
}
