using System.Diagnostics.Metrics;
using System.Net;
using Community.Gateway.Authentication;
using Community.Gateway.Bootstrap;
using Community.Gateway.Compression;
using Community.Gateway.Cors;
using Community.Gateway.Docs;
using Community.Gateway.Headers;
using Community.Gateway.Health;
using Community.Gateway.Limits;
using Community.Gateway.Pages;
using Community.Gateway.Proxying;
using Community.Gateway.RateLimiting;
using Community.Gateway.Web;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Fleet;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Hosting.Tls;
using Community.Platform.Http.Problems;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Community.Gateway;

/// <summary>The gateway's parts, in the order in which a request passes them.</summary>
internal static class GatewayParts
{
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry("gateway", isEdge: true);
        builder.AddGracefulStop();
        builder.WebHost.ConfigureKestrel(RequestLimits.Configure);
        builder.ServeFleetTls();
        // Requests go to the thread pool directly; a separate queue pays only on machines with many more processors.
        builder.WebHost.UseSockets(sockets => sockets.IOQueueCount = 0);
        builder.AddJwtAuthentication();
        var services = builder.Services;
        services.AddProblems();
        services.AddListedOrigins(new Origins(builder.Configuration));
        services.AddSettings<RateLimitOptions>();
        services.AddSingleton<RateLimiter>();
        if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 } redis)
        {
            // A wrong connection string fails here, not in the background.
            var options = ConfigurationOptions.Parse(redis);
            services.AddRedisAuthority(builder.Configuration.GetSettings<RedisOptions>(), options.Ssl);
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SharedAllowances>(provider, options));
        }

        services.AddFleetClient(ApiTokens.Owner);
        services.AddSingleton<ApiTokens>();
        services.AddSettings<RequestTimeout>();
        services.AddSettings<WebFolder>();
        // TokenCheck is the middleware that answers for endpoints with a policy.
        services.Configure<RouteOptions>(routing => routing.SuppressCheckForUnhandledSecurityMetadata = true);
        services.AddHttpForwarder();
        services.AddSingleton<ServiceMap>();
        services.AddSingleton<ServiceClient>();
        services.AddSettings<InstanceOptions>();
        services.TryAddSingleton<ResolveName>(_ => Dns.GetHostAddressesAsync);
        services.AddHostedService<InstanceNames>();
        services.AddHostedService<HealthProbe>();
        services.AddSettings<GoodbyeOptions>().AllowForGoodbye(builder.Configuration.GetSettings<GoodbyeOptions>().Goodbye);
        services.AddSingleton<LongLivedRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<LongLivedRequests>());
        services.AddSingleton<ResponseHeaders>();
        services.AddSingleton<UnlistedProxy>();
        services.AddSingleton<PolicyReports>();
        services.AddSingleton<MergedOpenApi>();
        services.AddSingleton<PublicReader>();
        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<SiteMap>();
        services.AddCompression();
        // Otherwise the server makes a span for each request, even if it is not recorded. TraceContext does the necessary part.
        if (!TelemetryExtensions.IsExported(builder.Configuration))
        {
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }
        // They log a line for every failed request and every bad token, and an attacker can send thousands.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Warning);
    }

    public static void UseGateway(this WebApplication app)
    {
        InFlightMetrics.Add(app.Services.GetRequiredService<IMeterFactory>(), app.Services.GetRequiredService<ServiceMap>());
        app.UseTrustedProxies();
        app.UseMiddleware<Edge>();
        app.UseProblems();
        app.UseRouting();
        app.UseListedOrigins();
        app.UseWebSocketOrigins(app.Services.GetRequiredService<Origins>());
        app.UseApiTokens();
        app.UseAccessTokens();
        if (app.Services.GetRequiredService<RateLimitOptions>().IsOn)
        {
            app.UseMiddleware<RateLimitingMiddleware>();
        }
        app.UseTokenRefusal();
        app.UseScopes();
        app.UseCompression();
        app.UseBodyLimits();
        app.UseDocsPage();
        app.MapHealth();
        PolicyReports.Map(app);
        app.MapDocs();
        app.MapMailLinks();
        app.MapWebClient();
        app.MapPublicPages();
        SiteMap.Map(app);
        app.MapBootstrap();
        app.MapServices();
    }
}
