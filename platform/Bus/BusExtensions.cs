using Community.Platform.Data;
using Community.Platform.Data.Publishing;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Health;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Hosting.Tls;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Bus;

/// <summary>Connects a service to the bus.</summary>
public static class BusExtensions
{
    /// <summary>
    /// Publishes the integration events of the service's DbContext, and runs the service's consumers, each on a durable quorum queue of its
    /// own (<c>{service}-when-{event}</c>) behind the inbox. A failing consumer is retried with back-off, and a message waits while the
    /// database is away. A message that fails for good moves to the queue <c>{queue}_error</c>; <c>/internal/error-queues</c> shows and
    /// replays it. The start does not wait for the broker.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// <c>ConnectionStrings:rabbitmq</c> is not configured, or has no TLS although <c>Bus:AuthorityPath</c> is set.
    /// </exception>
    public static WebApplicationBuilder AddServiceBus(
        this WebApplicationBuilder builder,
        string service,
        Action<IBusRegistrationConfigurator>? consumers = null
    )
    {
        var uri =
            builder.Configuration.GetConnectionString("rabbitmq")
            ?? throw new InvalidOperationException("ConnectionStrings:rabbitmq is not configured.");
        var options = builder.Configuration.GetSettings<BusOptions>().Of(service, new Uri(uri));
        if (options.AuthorityPath.Length > 0 && !Broker.IsSecured(options.Uri))
        {
            throw new InvalidOperationException("Bus:AuthorityPath is set: ConnectionStrings:rabbitmq must be an address of amqps://.");
        }

        var services = builder.Services;

        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LateRecording>();
        services.AddSingleton(provider => new Broker(
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Authority>>()
        ));
        services.AddSingleton<BusMetrics>();
        services.AddSingleton<OutboxPublisher>();
        services.AddHostedService<OutboxDispatcher>();
        services.AddSingleton<ErrorQueues>();
        services.AddSingleton<BusMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<BusMonitor>());
        services.AddReceiveObserver(provider => provider.GetRequiredService<BusMonitor>());
        services.AddHealth();
        services.Configure<MassTransitHostOptions>(host => host.StopTimeout = TimeSpan.FromSeconds(15));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            // Requests don't need the broker: without it the service is degraded, but ready.
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "rabbitmq";
                health.MinimalFailureStatus = HealthStatus.Degraded;
                health.Tags.Add(HealthExtensions.Ready);
            });
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(service, includeNamespace: false));
            consumers?.Invoke(bus);
            bus.AddConfigureEndpointsCallback(
                (context, queue, endpoint) =>
                {
                    options.Queues.Add(queue);
                    ConfigureEndpoint(context, endpoint, options);
                }
            );
            bus.UsingRabbitMq(
                (context, rabbit) =>
                {
                    context.GetRequiredService<Broker>().Connect(rabbit, $"{service} consumers");
                    rabbit.ConfigureJsonSerializerOptions(BusJson.Configure);
                    rabbit.ConfigureEndpoints(context);
                }
            );
        });
        return builder;
    }

    private static void ConfigureEndpoint(IRegistrationContext context, IReceiveEndpointConfigurator endpoint, BusOptions options)
    {
        endpoint.PublishFaults = false;
        // A consumer may set a lower limit, if many of its messages change the same row.
        var concurrency = endpoint.ConcurrentMessageLimit ?? options.Concurrency;
        endpoint.PrefetchCount = 4 * concurrency;
        endpoint.ConcurrentMessageLimit = concurrency;
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SetQuorumQueue();
        }

        // A database that is away is not a fault of the message, so the message waits without limit (after 30 minutes RabbitMQ takes it
        // back and delivers it again). After any other failure there are five attempts in about four seconds.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(DatabaseAway.Caused);
            retry.Exponential(5000, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(8), TimeSpan.FromMilliseconds(200));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(DatabaseAway.Caused);
            retry.Exponential(4, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(300));
        });
        endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
    }
}
