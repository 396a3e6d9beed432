using System.Net.Http.Headers;
using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Tls;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Access.Fleet;

/// <summary>HTTP clients for the other services of the fleet.</summary>
public static class FleetClients
{
    /// <summary>
    /// Adds a named <see cref="HttpClient"/> for another service: its addresses from <c>services:NAME:http:N</c>, the fleet's credential
    /// on every request, TLS where the fleet has it, 5 s at most for an answer, no redirects (they could carry the credential away), no
    /// proxy. A request goes to any one instance, and to another one if no connection was made. Get the client from
    /// <c>IHttpClientFactory.CreateClient(name)</c>. A caller that needs retries or circuit breaking adds them to the builder.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// At creation of a client: no address is configured, or one is malformed or has no TLS although the fleet has it.
    /// </exception>
    public static IHttpClientBuilder AddFleetClient(this IServiceCollection services, string service)
    {
        services.AddFleetKey();
        return services.AddServiceClient(service, service).ConfigureHttpClient(SendCredential);
    }

    internal static void AddFleetKey(this IServiceCollection services) => services.AddFleetTls().AddSettings<FleetOptions>();

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
                    client.BaseAddress = AddressesOf(service, provider)[0];
                    client.Timeout = TimeSpan.FromSeconds(5);
                }
            )
            .ConfigurePrimaryHttpMessageHandler(provider => NewHandler(service, provider))
            // The handler itself renews its connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    /// <param name="service">The service that is called.</param>
    /// <param name="provider">Knows its addresses.</param>
    /// <param name="isTraced">Whether requests make spans.</param>
    internal static HttpMessageHandler NewHandler(string service, IServiceProvider provider, bool isTraced = true)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // Less than the 2 s of an owner's lookup, so that another instance can still answer it.
            ConnectTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = provider.GetRequiredService<FleetTls>().NewClientOptions(),
        };
        if (!isTraced)
        {
            sockets.ActivityHeadersPropagator = null;
        }
        return new AnyInstance(AddressesOf(service, provider), provider.GetService<TimeProvider>() ?? TimeProvider.System, sockets);
    }

    private static List<Uri> AddressesOf(string service, IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        var tls = provider.GetRequiredService<FleetTls>();
        var section = configuration.GetSection($"services:{service}:http");
        List<Uri> addresses =
        [
            .. section
                .GetChildren()
                .Where(child => !string.IsNullOrWhiteSpace(child.Value))
                .Select(child =>
                    Uri.TryCreate(child.Value, UriKind.Absolute, out var address)
                        ? tls.Require(address)
                        : throw new InvalidOperationException($"{child.Path} must be an address of {service}")
                ),
        ];
        return addresses.Count > 0 ? addresses : throw new InvalidOperationException($"{section.Path}:0 must be the address of {service}");
    }
}
