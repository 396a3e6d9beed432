using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Tls;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StackExchange.Redis;

namespace Community.Messaging.Realtime;

/// <summary>Adds the hub and its delivery.</summary>
internal static class RealtimeFeature
{
    public static WebApplicationBuilder AddRealtime(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        // A write to a connection is sent at once, by the thread that writes it (HubSocket).
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        services.AddSettings<RealtimeOptions>().AllowForGoodbye(builder.Configuration.GetSettings<RealtimeOptions>().Goodbye);
        services
            .AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = HubSocket.LargestCall;
                hub.MaximumParallelInvocationsPerClient = 1;
                hub.EnableDetailedErrors = false;
                hub.AddFilter<HubErrors>();
            })
            .AddJsonProtocol(protocol => HubJson.Configured(protocol));
        // If two protocols have the same name, the later one is used.
        services.AddSingleton<IHubProtocol, HubProtocol>().AddSingleton<ArgumentRules>();
        services.AddSingleton<HubLifetimeManager<CommunityHub>, HubConnections>();
        services.AddSingleton<HubSockets>().AddHostedService(provider => provider.GetRequiredService<HubSockets>());
        services.AddSingleton<HubErrors>().AddSingleton<CallsInProgress>().AddSingleton<PersonLimits>();
        services
            .AddSingleton<WritePumps>()
            .AddSingleton<ClientConnections>()
            .AddSingleton<Presence>()
            .AddSingleton<PresenceTable>()
            .AddSingleton<Topics>();
        services
            .AddSingleton<JoinLimiter>()
            .AddSingleton<RightsQueue>()
            .AddSingleton<RightsDatabase>()
            .AddSingleton<LocalDelivery>()
            .AddSingleton<ChannelFacts>();
        AddCarrier(builder);
        services.AddSingleton<SignalLosses>();
        services.AddSingleton<Backplane>().AddHostedService(provider => provider.GetRequiredService<Backplane>());
        services
            .AddSingleton<RealtimePublisher>()
            .AddSingleton<IRealtimePublisher>(provider => provider.GetRequiredService<RealtimePublisher>());
        services
            .AddHostedService<PresenceReporter>()
            .AddHostedService<PermissionMonitor>()
            .AddHostedService<CatchUp>()
            .AddHostedService<MissedChanges>()
            .AddHostedService<ConnectionMonitor>();
        services.AddSingleton<GracefulStop>().AddHostedService(provider => provider.GetRequiredService<GracefulStop>());
        // Without it, every refused or unreadable client message would be a log line with a stack trace; errors of this service are logged
        // by the filter.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR", LogLevel.None);
        return builder;
    }

    /// <summary>
    /// The server between instances: <c>Realtime:Backplane</c> or, if it is empty, Redis where there is one (decision 0043).
    /// </summary>
    private static void AddCarrier(WebApplicationBuilder builder)
    {
        var redis = builder.Configuration.GetConnectionString("redis") ?? "";
        var hasRedis = redis.Length > 0;
        var backplane = builder.Configuration.GetSettings<RealtimeOptions>().Backplane;
        if (backplane == "redis" && !hasRedis)
        {
            throw new InvalidOperationException(
                "Realtime:Backplane is redis: ConnectionStrings:redis must say where it is, for example 127.0.0.1:6379."
            );
        }

        if (backplane == "redis" || (backplane.Length == 0 && hasRedis))
        {
            var isSecure = ConfigurationOptions.Parse(redis).Ssl;
            builder.Services.AddRedisAuthority(builder.Configuration.GetSettings<RedisOptions>(), isSecure);
            builder.Services.AddSingleton<IBackplaneCarrier, RedisCarrier>();
        }
        else
        {
            builder.Services.AddSingleton<IBackplaneCarrier, RabbitMqCarrier>();
        }
    }

    public static void MapRealtime(this WebApplication app) => HubEndpoint.Map(app);
}
