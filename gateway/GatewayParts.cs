using Community.Gateway.Authentication;
using Community.Gateway.Compression;
using Community.Gateway.Cors;
using Community.Gateway.Docs;
using Community.Gateway.Headers;
using Community.Gateway.Health;
using Community.Gateway.Limits;
using Community.Gateway.Pages;
using Community.Gateway.Proxying;
using Community.Gateway.RateLimiting;
using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.Configuration;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Telemetry;

namespace Community.Gateway;

/// <summary>The gateway's parts, and the order in which a request meets them.</summary>
internal static class GatewayParts
{
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry("gateway");
        builder.AddGracefulStop();
        builder.WebHost.ConfigureKestrel(RequestLimits.Configure);
        // Requests go to the thread pool directly; a queue of queues is for machines with many more processors.
        builder.WebHost.UseSockets(sockets => sockets.IOQueueCount = 0);
        builder.AddJwtAuthentication();
        var services = builder.Services;
        services.AddProblems();
        services.AddListedOrigins(new Origins(builder.Configuration));
        services.AddSettings<RateLimitOptions>();
        services.AddSingleton<RateLimiter>();
        services.AddSettings<RequestTimeout>();
        services.AddHttpForwarder();
        services.AddSingleton<ServiceMap>();
        services.AddSingleton<ServiceClient>();
        services.AddHostedService<HealthProbe>();
        services.AddSingleton<ResponseHeaders>();
        services.AddSingleton<UnlistedProxy>();
        services.AddSingleton<MergedOpenApi>();
        services.AddCompression();
        // Without it the server makes a span for each request, recorded or not; TraceContext does what is needed.
        if (!TelemetryExtensions.IsExported(builder.Configuration))
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // They have lines for every request that fails and for every bad token, which any stranger can send by the thousand.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Warning);
    }

    public static void UseGateway(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseMiddleware<Edge>();
        app.UseProblems();
        app.UseRouting();
        app.UseListedOrigins();
        app.UseWebSocketOrigins(app.Services.GetRequiredService<Origins>());
        app.UseAccessTokens();
        if (app.Services.GetRequiredService<RateLimitOptions>().IsOn)
            app.UseMiddleware<RateLimitingMiddleware>();
        app.UseTokenRefusal();
        app.UseCompression();
        app.UseBodyLimits();
        app.UseDocsPage();
        app.MapHealth();
        app.MapDocs();
        app.MapMailPages();
        app.MapServices();
    }
}
