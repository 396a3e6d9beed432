using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Community.Gateway.Limits;

/// <summary>How large, how long and how slow a request may be.</summary>
internal static class RequestLimits
{
    /// <summary>Bytes of a body, unless the route takes files.</summary>
    public const long MaxBody = 1024 * 1024;

    /// <summary>Bytes of a body that brings a file: 10 MiB and its multipart frame.</summary>
    public const long MaxUpload = 11 * 1024 * 1024;

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxBody;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 24 * 1024;
        limits.MaxRequestHeaderCount = 64;
        // Connections that trickle (slow loris) are cut: headers within 10 s, bodies at 240 bytes a second after 5 s.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
    }

    /// <summary>Refuses a declared length before a byte of it is read; the server itself cuts an undeclared one at the same limit.</summary>
    public static IApplicationBuilder UseBodyLimits(this IApplicationBuilder app) => app.Use(next => context =>
    {
        var limit = MaxBody;
        if (context.GetEndpoint()?.Metadata.GetMetadata<Route>() is { IsUpload: true }
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit = MaxUpload;
        if (!(context.Request.ContentLength > limit))
            return next(context);
        Refusal.LastOfConnection(context);
        return Refusal.Write(context, Problem.PayloadTooLarge(limit));
    });
}
