using System.Diagnostics;
using Community.Messaging.WebPush;
using Community.Platform.Hosting.Configuration;
using MassTransit;
using Microsoft.AspNetCore.OpenApi;

namespace Community.Messaging.Webhooks;

/// <summary>Outgoing webhooks (docs/webhooks.md).</summary>
internal static class WebhooksFeature
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSettings<WebhookOptions>();
        services
            .AddSingleton(options)
            .AddSingleton<WebhookSignal>()
            .AddSingleton<WebhookInterest>()
            .AddScoped<WebhookEvents>()
            .AddHostedService<OldWebhooks>();
        services.Configure<OpenApiOptions>("v1", document => document.AddDocumentTransformer(WebhookDescription.DescribeAsync));
        if (options.KeyEncryptionKey is null)
        {
            return services;
        }

        services
            .AddSingleton(new WebhookSecrets(configuration))
            .AddSingleton<WebhookSignature>()
            .AddSingleton<WebhookClient>()
            .AddScoped<WebhookResults>()
            .AddHostedService<WebhookSender>()
            .AddHttpClient(WebhookClient.Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // Strangers get no id of our traces.
                    ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = false,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    MaxResponseHeadersLength = 16, // KiB
                    MaxResponseDrainSize = 0,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    ConnectCallback = (context, cancellationToken) =>
                        PublicInternet.ConnectAsync(context, options.Loopback, cancellationToken),
                }
            );
        return services;
    }

    public static void AddWebhookConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenPaymentRequested>();
        bus.AddConsumer<WhenAccountTakenBack>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        WebhookEndpoints.Map(webhooks);
        WebhookDeliveryEndpoints.Map(webhooks);
    }
}
