using System.Diagnostics;
using System.Net;
using System.Net.Security;
using Community.ServiceDefaults.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Community.Gateway.Proxying;

/// <summary>The one pool of connections to the services, for forwarded requests, probes and documents.</summary>
internal sealed class ServiceClient(IConfiguration configuration) : IDisposable
{
    public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(1),
        // Names are resolved again and new instances found, without a request noticing.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        // A frozen process or a cut cable answers no ping: what waits for it fails in seconds instead of at its time limit.
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = TimeSpan.FromSeconds(2),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(4),
        // Without it the client makes no span of its own for each request; the trace goes on from the gateway's (Edge).
        ActivityHeadersPropagator = TelemetryExtensions.IsExported(configuration)
            ? new ReverseProxyPropagator(DistributedContextPropagator.Current)
            : null,
        SslOptions = new SslClientAuthenticationOptions(),
    });

    /// <summary>A GET outside of any caller's request. HTTP/2 exactly where the destination speaks it.</summary>
    public async Task<HttpResponseMessage> GetAsync(Destination destination, string path, TimeSpan limit, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, destination.Address + path)
        {
            Version = destination.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(limit);
        var response = await Http.SendAsync(request, timeout.Token);
        try
        {
            // Read within the limit, so that no caller waits for a body that never ends.
            await response.Content.LoadIntoBufferAsync(MaxBufferedBytes, timeout.Token);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Whether a failure says that no connection was made, so that the service cannot have seen the request.</summary>
    public static bool NothingWasSent(Exception? failure) => (failure as HttpRequestException)?.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private const long MaxBufferedBytes = 8 * 1024 * 1024;

    public void Dispose() => Http.Dispose();
}
