using Community.Gateway.Headers;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Community.Gateway.Limits;

/// <summary>Limits of a request's size and speed.</summary>
internal static class RequestLimits
{
    /// <summary>Bytes of a body, unless the route accepts files.</summary>
    public const long MaxBody = 1024 * 1024;

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        HeaderText.Configure(kestrel);
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxBody;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 24 * 1024;
        limits.MaxRequestHeaderCount = 64;
        // Very slow connections (slow loris) are cut: headers must arrive within 10 s, bodies at 240 bytes a second after 5 s.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
    }

    /// <summary>
    /// Refuses a body by its declared length before a byte of it is read. The server itself cuts a body of undeclared length at the same
    /// limit.
    /// </summary>
    public static IApplicationBuilder UseBodyLimits(this IApplicationBuilder app) =>
        app.Use(next =>
            context =>
            {
                var upload = context.GetEndpoint()?.Metadata.GetMetadata<Route>()?.Upload;
                if (upload is not null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
                {
                    feature.MaxRequestBodySize = upload.MaxBody;
                }

                if (!(context.Request.ContentLength > (upload?.MaxBody ?? MaxBody)))
                {
                    return next(context);
                }

                Refusal.LastOfConnection(context);
                return Refusal.WriteAsync(context, Problem.PayloadTooLarge(upload?.MaxBytes ?? MaxBody));
            }
        );
}
