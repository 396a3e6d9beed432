using System.Collections.Concurrent;
using System.Net;
using Community.Gateway.Headers;
using Community.Platform.Hosting.Tls;

namespace Community.Gateway.Proxying;

/// <summary>The one pool of connections to the services, for forwarded requests, probes and documents.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _named = new(StringComparer.Ordinal);
    private readonly HttpMessageHandler _handler;
    private readonly HttpMessageInvoker _plain;

    public ServiceClient(FleetTls tls)
    {
        _handler = new ClientSpans(NewSockets(tls));
        _plain = new HttpMessageInvoker(_handler);
    }

    /// <summary>The client for requests to an instance.</summary>
    public HttpMessageInvoker For(Destination destination) =>
        destination.Name is { } name
            ? _named.GetOrAdd(name, static (name, inner) => new HttpMessageInvoker(new NamedHost(name, inner)), _handler)
            : _plain;

    /// <summary>A GET of the gateway's own. It uses the destination's HTTP version exactly.</summary>
    /// <param name="destination">The instance.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="limit">For the whole answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="prepare">Adds headers of the request that it is for; null: it is for none.</param>
    public async Task<HttpResponseMessage> GetAsync(
        Destination destination,
        string path,
        TimeSpan limit,
        CancellationToken cancellationToken,
        Action<HttpRequestMessage>? prepare = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, destination.Prefix + path)
        {
            Version = destination.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        prepare?.Invoke(request);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        var response = await For(destination).SendAsync(request, timeout.Token);
        try
        {
            // The body is read within the time limit, so that no caller waits for one that never ends.
            await response.Content.LoadIntoBufferAsync(MaxBufferedBytes, timeout.Token);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private const long MaxBufferedBytes = 8 * 1024 * 1024;

    public void Dispose() => _plain.Dispose();

    private static SocketsHttpHandler NewSockets(FleetTls tls) =>
        new()
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            RequestHeaderEncodingSelector = HeaderText.ToService,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            // So names are resolved again and new instances are found, without an effect on requests.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            // A frozen process or a broken network answers no ping, so its requests fail in seconds instead of at their time limit.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(2),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(4),
            // A request has its trace context already (Edge, ClientSpans).
            ActivityHeadersPropagator = null,
            SslOptions = tls.NewClientOptions(),
        };
}
