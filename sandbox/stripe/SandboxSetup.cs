using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.Control;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Webhooks;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox;

/// <summary>Composes the sandbox.</summary>
internal static class SandboxSetup
{
    /// <summary>Registers everything; refuses a configuration that cannot work.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message says which.</exception>
    public static void AddSandbox(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Sandbox").Get<SandboxOptions>() ?? new SandboxOptions();
        if (options.Fault() is { } fault)
        {
            throw new InvalidOperationException(fault);
        }

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = ApiPipeline.MaxBody);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EventSettings>();
        services.AddSingleton<Journal>();
        services.AddSingleton<Store>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<FaultSwitches>();
        services.AddSingleton<CheckoutPayment>();
        services.AddSingleton<ApiPipeline>();
        services.AddSingleton<WebhookDispatcher>();
        services.AddSingleton<SandboxClock>();
        services.AddHostedService(static provider => provider.GetRequiredService<WebhookDispatcher>());
        services.AddHostedService(static provider => provider.GetRequiredService<SandboxClock>());
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = StripeJson.Options.PropertyNamingPolicy;
            json.SerializerOptions.Encoder = StripeJson.Options.Encoder;
        });
    }

    /// <summary>Loads the file, and continues with undelivered webhooks.</summary>
    public static void LoadSandbox(this WebApplication app)
    {
        var store = app.Services.GetRequiredService<Store>();
        var webhooks = app.Services.GetRequiredService<WebhookDispatcher>();
        app.Services.GetRequiredService<SandboxClock>(); // created before the file is read, so that it sees the timed objects
        store.Load();
        store.DeliveriesReady = webhooks.Add;
        webhooks.Add(store.All<WebhookDelivery>());
    }
}
