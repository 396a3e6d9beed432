using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Community.Payments.Stripe;

internal static class StripeExtensions
{
    // The largest answer is a page of 100 objects, about a megabyte.
    private const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Adds <see cref="StripeClient"/> and <see cref="WebhookSignature"/>. The service refuses to start if a setting of section
    /// <c>Stripe</c> is missing or wrong, with a sentence that names it.
    /// </summary>
    public static WebApplicationBuilder AddStripe(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<StripeOptions>().BindConfiguration("Stripe").PostConfigure<IConfiguration>(ReadSecretsOfOneValue)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(StripeTransport.ClientName, Configure)
            .ConfigurePrimaryHttpMessageHandler(provider => NewHandler(provider.GetRequiredService<IOptions<StripeOptions>>().Value))
            // the handler itself renews its connections
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // they would write down addresses with ids of customers; the transport says what matters
            .RemoveAllLoggers();
        services.AddSingleton<StripeTransport>();
        services.AddSingleton<StripeClient>();
        services.AddSingleton<WebhookSignature>();
        return builder;
    }

    private static void ReadSecretsOfOneValue(StripeOptions options, IConfiguration configuration)
    {
        if (options.WebhookSecrets.Length == 0 && configuration["Stripe:WebhookSecrets"] is { } value)
        {
            options.WebhookSecrets = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    private static void Configure(IServiceProvider provider, HttpClient client)
    {
        var options = provider.GetRequiredService<IOptions<StripeOptions>>().Value;
        client.BaseAddress = new Uri(options.ApiBase);
        client.Timeout = Timeout.InfiniteTimeSpan; // the pipeline limits attempts and calls
        client.MaxResponseContentBufferSize = MaxAnswerBytes;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.SecretKey);
        client.DefaultRequestHeaders.Add("Stripe-Version", StripeOptions.ApiVersion);
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Community-Payments", "1.0"));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    private static SocketsHttpHandler NewHandler(StripeOptions options) => new()
    {
        AllowAutoRedirect = false, // a redirect could carry the key away
        UseCookies = false,
        UseProxy = !new Uri(options.ApiBase).IsLoopback,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // spans, but no trace context or baggage of ours to a third party
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };
}
