using Community.Sdk.Realtime;
using Community.Sdk.Transport;

namespace Community.Sdk;

/// <summary>
/// The client: <c>await client.Events.RegisterAsync(id)</c>. Each resource has the operations of the API, with their types and texts. One
/// client belongs to one user; it is safe for use by many threads at once.
/// </summary>
/// <remarks>
/// Calls throw <see cref="ApiException"/> (a subclass for each kind) when the server refuses, <see cref="ConnectionFailedException"/> when
/// no whole answer came, and <see cref="OperationCanceledException"/> when their token ends them.
/// </remarks>
public sealed partial class CommunityClient : IAsyncDisposable, IDisposable
{
    private readonly CommunityOptions _options;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private CommunityHub? _hub;

    /// <summary>A client without a session yet.</summary>
    /// <param name="baseUrl">The gateway's address, such as <c>https://community.example</c>.</param>
    public CommunityClient(string baseUrl)
        : this(new CommunityOptions { BaseUrl = new Uri(baseUrl) }) { }

    /// <summary>A client with options.</summary>
    /// <exception cref="ArgumentException">There is no address.</exception>
    public CommunityClient(CommunityOptions options)
        : this(options, options?.HttpClient ?? NewHttpClient(), ownsHttp: options?.HttpClient is null) { }

    private CommunityClient(CommunityOptions options, HttpClient http, bool ownsHttp)
    {
        (_options, _http, _ownsHttp) = (options, http, ownsHttp);
        var store = options.Session ?? new MemorySessionStore();
        Session = options.AccessToken is { } token ? new Session(token, options) : new Session(store, options);
        Api = new ApiConnection(http, options, Session);
        Session.Api = Api;
    }

    /// <summary>The signed-in user's session. Registering and logging in fill it.</summary>
    public Session Session { get; }

    /// <summary>The hub: messages as they come. It connects when it is first used.</summary>
    public CommunityHub Hub
    {
        get
        {
            if (_hub is null)
            {
                Interlocked.CompareExchange(ref _hub, new CommunityHub(Api, _options.OpenHub ?? SignalRTransport.Open), comparand: null);
            }

            return _hub;
        }
    }

    internal ApiConnection Api { get; }

    /// <summary>
    /// A client of another user, over the same connections: for servers that act for many users. Dispose of it before this one.
    /// </summary>
    /// <param name="session">Where that user's session is kept.</param>
    public CommunityClient For(ISessionStore session) =>
        new(_options with { Session = session, AccessToken = null }, _http, ownsHttp: false);

    /// <summary>Ends the realtime connection. The session stays in its store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_hub is { } hub)
        {
            await hub.DisposeAsync().ConfigureAwait(false);
        }

        Dispose();
    }

    /// <summary>Frees the connections. With a hub, use <see cref="DisposeAsync"/>, which ends it in order.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private static HttpClient NewHttpClient() =>
        new(
            new SocketsHttpHandler
            {
                UseCookies = false,
                // A server may move while a client lives for months.
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
}
