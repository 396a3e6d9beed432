using Community.Gateway.Limits;
using Community.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.SessionAffinity;
using Yarp.ReverseProxy.Transforms;

namespace Community.Gateway.Proxying;

/// <summary>Registers the proxy: routes and clusters come from <see cref="Routes"/> and the configured addresses.</summary>
internal static class ProxyingExtensions
{
    private const string DataProtection = "Microsoft.AspNetCore.DataProtection";

    public static void AddProxying(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var map = new ServiceMap(builder.Configuration);
        services.AddSingleton(map);
        services.AddSingleton<ServiceClient>();
        services.AddSingleton<IForwarderHttpClientFactory>(provider => provider.GetRequiredService<ServiceClient>());
        services.AddSingleton<IPassiveHealthCheckPolicy, RefusedConnections>();
        var mapped = ServiceRoutes.For(map).ToDictionary(route => route.Config.RouteId, StringComparer.OrdinalIgnoreCase);
        services.AddSingleton<IReadOnlyDictionary<string, ServiceRoutes.Mapped>>(mapped);
        services.AddReverseProxy()
            .LoadFromMemory([.. mapped.Values.Select(route => route.Config)], [.. ServiceClusters.For(map, builder.Configuration.GetSettings<RequestTimeout>())])
            .AddTransforms(forwarded =>
            {
                // Untrusted forwarding headers were removed before (Edge). The caller's host is in X-Forwarded-Host; Host is the service's.
                forwarded.AddXForwardedFor();
                forwarded.AddXForwardedProto();
                forwarded.AddXForwardedHost();
            });
        RemoveSessionAffinity(services);

        // They log a line for every failed request, or for every failed probe with its exception.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None);
        builder.Logging.AddFilter("Yarp.ReverseProxy.LoadBalancing", LogLevel.None);
        builder.Logging.AddFilter("Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor", LogLevel.Error);
        // It logs each change: that an address is away, and that it is back.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Health.DestinationHealthUpdater", LogLevel.Information);
    }

    public static void MapServices(this WebApplication app)
    {
        var mapped = app.Services.GetRequiredService<IReadOnlyDictionary<string, ServiceRoutes.Mapped>>();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardingMiddleware>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).ConfigureEndpoints((endpoint, config) =>
        {
            var (_, route, isLongLived) = mapped[config.RouteId];
            endpoint.WithMetadata(route);
            if (isLongLived)
            {
                endpoint.WithMetadata(new LongLived());
            }
        });
    }

    // The proxy's affinity cookies need data protection, which is not used here and keeps keys in a folder.
    private static void RemoveSessionAffinity(IServiceCollection services)
    {
        services.RemoveAll<ISessionAffinityPolicy>();
        foreach (var descriptor in services.Where(IsDataProtection).ToList())
        {
            services.Remove(descriptor);
        }
    }

    private static bool IsDataProtection(ServiceDescriptor descriptor) =>
        ((descriptor.IsKeyedService ? null : descriptor.ImplementationType) ?? descriptor.ServiceType).Namespace?.StartsWith(DataProtection, StringComparison.Ordinal) == true;
}
