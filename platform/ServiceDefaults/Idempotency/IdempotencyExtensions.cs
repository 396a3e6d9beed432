using Microsoft.AspNetCore.Builder;

namespace Community.ServiceDefaults.Idempotency;

/// <summary>Marks an endpoint whose callers may send <c>Idempotency-Key</c>: every POST that creates or charges.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;

/// <summary>Turns idempotency keys on.</summary>
public static class IdempotencyExtensions
{
    /// <summary>Lets callers repeat this request safely with an <c>Idempotency-Key</c> header of 1 to 255 characters, kept for 24 hours.</summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new IdempotentAttribute()));
        return endpoint;
    }

    /// <summary>Belongs behind authentication, since a key counts for its caller only.</summary>
    internal static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyMiddleware>();
}
