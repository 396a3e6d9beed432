namespace Community.Identity.ExternalLogin;

/// <summary>
/// The HTTP client of one identity provider: https only (http on this machine), no redirects, limits for time and for the size of an
/// answer. Safe for concurrent use.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int MaxAnswerBytes = 256 * 1024;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(8),
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    /// <exception cref="InvalidOperationException">The address is not https (http is permitted only on this machine).</exception>
    public static Uri Checked(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw new InvalidOperationException($"An identity provider's address must be https: {address}");

    /// <summary>Fetches a document.</summary>
    public Task<string> GetAsync(string address, CancellationToken cancellationToken) =>
        _http.GetStringAsync(Checked(address), cancellationToken);

    /// <summary>Sends a request and reads the whole answer.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
