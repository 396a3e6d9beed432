using Community.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Cors;

/// <summary>What pages of other origins may do: with a listed origin everything that ours may, else nothing.</summary>
internal static class CorsExtensions
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    private static readonly string[] ReadableHeaders =
    [
        "X-Request-Id", "Retry-After", "Location", "ETag", "Content-Disposition", "WWW-Authenticate", "RateLimit", "RateLimit-Policy",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    ];

    public static void AddListedOrigins(this IServiceCollection services, Origins origins)
    {
        services.AddSingleton(origins);
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins.Listed])
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .AllowAnyHeader()
            .AllowCredentials()
            .WithExposedHeaders(ReadableHeaders)
            .SetPreflightMaxAge(PreflightAge)));
    }

    /// <summary>Only pages of another origin meet the policy: the framework's middleware resolves it for everybody else too.</summary>
    public static void UseListedOrigins(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Headers.ContainsKey(HeaderNames.Origin), pages => pages.UseCors());

    /// <summary>
    /// Browsers send WebSocket handshakes to everybody without asking first (RFC 6455 section 10.2), so a foreign page's is refused here.
    /// </summary>
    public static IApplicationBuilder UseWebSocketOrigins(this IApplicationBuilder app, Origins origins) => app.Use(next => context =>
        IsWebSocket(context.Request) && context.Request.Headers.Origin is [{ } origin, ..] && !origins.MayConnect(origin, context.Request)
            ? Refusal.Write(context, Problem.Forbidden("This page's origin is not allowed to connect. Ask the operator to add it to the allowed origins.", "origin_not_allowed"))
            : next(context));

    private static bool IsWebSocket(HttpRequest request) =>
        request.Headers.ContainsKey(HeaderNames.Upgrade)
        || (HttpMethods.IsConnect(request.Method) && HttpProtocol.IsHttp2(request.Protocol));
}
