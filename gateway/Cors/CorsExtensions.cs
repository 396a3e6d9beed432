using Community.Platform.Http.Problems;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Cors;

/// <summary>
/// The rights of pages of other origins: a page of a listed origin may do everything that our own pages may, others nothing.
/// </summary>
internal static class CorsExtensions
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    private static readonly string[] ReadableHeaders =
    [
        "X-Request-Id",
        "Retry-After",
        "Location",
        "ETag",
        "Content-Disposition",
        "WWW-Authenticate",
        "RateLimit",
        "RateLimit-Policy",
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "Upload-Offset",
        "Upload-Length",
        "Upload-Expires",
        "Tus-Resumable",
        "Tus-Version",
        "Tus-Extension",
        "Tus-Max-Size",
    ];

    public static void AddListedOrigins(this IServiceCollection services, Origins origins)
    {
        services.AddSingleton(origins);
        services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
                policy
                    .WithOrigins([.. origins.Listed])
                    .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
                    .AllowAnyHeader()
                    .AllowCredentials()
                    .WithExposedHeaders(ReadableHeaders)
                    .SetPreflightMaxAge(PreflightAge)
            )
        );
    }

    /// <summary>
    /// Applies the policy only to requests of pages of other origins. The framework's middleware would resolve it for all requests.
    /// </summary>
    public static void UseListedOrigins(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Headers.ContainsKey(HeaderNames.Origin), pages => pages.UseCors());

    /// <summary>
    /// Browsers send WebSocket handshakes to any origin without a preflight (RFC 6455 section 10.2), so the handshake of a foreign page is
    /// refused here.
    /// </summary>
    public static IApplicationBuilder UseWebSocketOrigins(this IApplicationBuilder app, Origins origins) =>
        app.Use(next =>
            context =>
                IsWebSocket(context.Request)
                && context.Request.Headers.Origin is [{ } origin, ..]
                && !origins.MayConnect(origin, context.Request)
                    ? Refusal.WriteAsync(
                        context,
                        Problem.Forbidden(
                            "This page's origin is not allowed to connect. Ask the operator to add it to the allowed origins.",
                            "origin_not_allowed"
                        )
                    )
                    : next(context)
        );

    private static bool IsWebSocket(HttpRequest request) =>
        request.Headers.ContainsKey(HeaderNames.Upgrade)
        || (HttpMethods.IsConnect(request.Method) && HttpProtocol.IsHttp2(request.Protocol));
}
