using System.Net.Http.Headers;
using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Access.Fleet;

/// <summary>HTTP clients for the other services of the fleet.</summary>
public static class FleetClients
{
    /// <summary>
    /// Adds a named <see cref="HttpClient"/> for another service: its address from <c>services:NAME:http:0</c>, the fleet's credential on
    /// every request, 5 s at most for an answer, no redirects (they could carry the credential away), no proxy. Get it from
    /// <c>IHttpClientFactory.CreateClient(name)</c>. A caller that needs retries or circuit breaking adds them to the builder.
    /// </summary>
    /// <exception cref="InvalidOperationException">At creation of a client: the address is missing from the configuration.</exception>
    public static IHttpClientBuilder AddFleetClient(this IServiceCollection services, string service)
    {
        services.AddFleetKey();
        return services.AddServiceClient(service, service).ConfigureHttpClient(SendCredential);
    }

    internal static void AddFleetKey(this IServiceCollection services) => services.AddSettings<FleetOptions>();

    internal static void SendCredential(IServiceProvider provider, HttpClient client) =>
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            Schemes.Fleet,
            provider.GetRequiredService<IOptions<FleetOptions>>().Value.Key
        );

    /// <summary>A client that carries no credential.</summary>
    internal static IHttpClientBuilder AddServiceClient(this IServiceCollection services, string clientName, string service) =>
        services
            .AddHttpClient(
                clientName,
                (provider, client) =>
                {
                    client.BaseAddress = AddressOf(service, provider.GetRequiredService<IConfiguration>());
                    client.Timeout = TimeSpan.FromSeconds(5);
                }
            )
            .ConfigurePrimaryHttpMessageHandler(() => NewHandler())
            // The handler itself renews its connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    internal static SocketsHttpHandler NewHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };

    private static Uri AddressOf(string service, IConfiguration configuration) =>
        Uri.TryCreate(configuration[$"services:{service}:http:0"], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"services:{service}:http:0 must be the address of {service}");
}
