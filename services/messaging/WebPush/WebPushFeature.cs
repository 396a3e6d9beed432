using Community.Messaging.Calls;
using Community.Platform.Hosting.Configuration;
using MassTransit;

namespace Community.Messaging.WebPush;

internal static class WebPushFeature
{
    public static IServiceCollection AddWebPush(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSettings<WebPushOptions>();
        services.AddSingleton(options).AddHostedService<OldDevices>();
        if (options.Secret is { } secret)
        {
            services.AddSingleton(new VapidKey(secret, options.Subject));
            services.AddSingleton<PushClient>().AddHostedService<PushSender>().AddRingPushes();
            services
                .AddHttpClient(PushClient.Name, client => client.Timeout = TimeSpan.FromSeconds(10))
                .ConfigurePrimaryHttpMessageHandler(() =>
                    new SocketsHttpHandler
                    {
                        AllowAutoRedirect = false,
                        UseCookies = false,
                        UseProxy = false,
                        ConnectTimeout = TimeSpan.FromSeconds(5),
                        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                        ConnectCallback = options.PrivateAddresses ? null : PublicInternet.ConnectAsync,
                    }
                );
        }

        return services;
    }

    public static void AddPushConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenSessionRevoked>();

    public static void MapWebPush(this IEndpointRouteBuilder api) => PushEndpoints.Map(api);
}
