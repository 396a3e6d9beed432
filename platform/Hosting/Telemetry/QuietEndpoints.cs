using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>For endpoints that the fleet itself polls every second or so: their spans would outnumber those of users' requests.</summary>
public static class QuietEndpoints
{
    /// <summary>
    /// The endpoint's requests make no spans, slow ones neither. Metrics count them, and a failure is logged and traced, as for others.
    /// </summary>
    public static TBuilder Quietly<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder
            .WithMetadata(new QuietMark())
            .AddEndpointFilter(
                async (context, next) =>
                {
                    // The server's span exists already; without this flag it is not exported.
                    Activity.Current?.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                    using var quiet = Quiet.Begin();
                    return await next(context);
                }
            );

    /// <summary>Whether a request is for such an endpoint.</summary>
    internal static bool IsQuiet(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<QuietMark>() is not null;

    private sealed class QuietMark;
}
