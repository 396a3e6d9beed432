using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Calls;

/// <summary>Voice and video calls.</summary>
internal static class CallsFeature
{
    public static IServiceCollection AddCalls(this IServiceCollection services) =>
        services
            .AddSettings<CallOptions>()
            .AddSingleton<LocalCalls>()
            .AddSingleton<CallLimits>()
            .AddSingleton<IceServers>()
            .AddSingleton<RingSignal>()
            .AddScoped<CallTable>()
            .AddScoped<CallMethods>()
            .AddHostedService<CallMonitor>()
            .AddHostedService<OldCalls>();

    /// <summary>Pushes that a call rings, for users without a connection.</summary>
    public static IServiceCollection AddRingPushes(this IServiceCollection services) => services.AddHostedService<RingPusher>();

    public static void MapCalls(this IEndpointRouteBuilder api) => CallEndpoints.Map(api);
}
