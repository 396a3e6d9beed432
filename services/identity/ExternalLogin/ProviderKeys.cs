using System.Collections.Frozen;
using System.Text.Json;
using Community.ServiceDefaults.Problems;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// A provider's key set, kept for an hour. A token with an unknown key id has it fetched again, at most every ten seconds
/// however many ask; requests that ask at once share one fetch. While the provider is away the last good set counts.
/// Only the addresses of the configuration and of the provider's own discovery document are asked: nothing in a token
/// (<c>jku</c>, <c>x5u</c>, <c>iss</c>) makes us call anywhere.
/// </summary>
internal sealed partial class ProviderKeys : IDisposable
{
    private const int MaxAnswerBytes = 256 * 1024;
    private const int MaxKeys = 100;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    private readonly string _issuer;
    private readonly Uri? _jwksUri;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private FrozenDictionary<string, ProviderKey> _keys = FrozenDictionary<string, ProviderKey>.Empty;
    private long? _fetchedAt;
    private long? _triedAt;

    public ProviderKeys(string issuer, string? jwksUri, TimeProvider clock, ILogger logger)
    {
        _ = Checked(issuer);
        (_issuer, _clock, _logger) = (issuer, clock, logger);
        _jwksUri = jwksUri is null ? null : Checked(jwksUri);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = TimeSpan.FromSeconds(8),
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <exception cref="ProblemException">503: the provider's keys have never been had and cannot be.</exception>
    public async Task<ProviderKey?> FindAsync(string kid)
    {
        if (_keys.TryGetValue(kid, out var key) && _clock.GetElapsedTime(_fetchedAt!.Value) < Lifetime)
        {
            return key;
        }

        await RefreshAsync();
        return _keys.Count == 0
            ? throw Problem.ServiceUnavailable(LeastInterval, "The identity provider cannot be reached. Try again shortly.").ToException()
            : _keys.GetValueOrDefault(kid);
    }

    private async Task RefreshAsync()
    {
        var asked = _clock.GetTimestamp();
        await _fetching.WaitAsync();
        try
        {
            // Somebody fetched while this one waited, or a moment ago.
            if (_triedAt is { } tried && (tried >= asked || _clock.GetElapsedTime(tried) < LeastInterval))
            {
                return;
            }

            _triedAt = _clock.GetTimestamp();
            _keys = Read(await _http.GetByteArrayAsync(_jwksUri ?? await DiscoverAsync()));
            _fetchedAt = _triedAt;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            Log.Failed(_logger, _issuer, exception.Message);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<Uri> DiscoverAsync()
    {
        var document = await _http.GetByteArrayAsync(new Uri($"{_issuer.TrimEnd('/')}/.well-known/openid-configuration"));
        using var json = JsonDocument.Parse(document);
        // OpenID Connect Discovery section 4.3: a document that names another issuer is somebody else's.
        return ProviderKey.Text(json.RootElement, "issuer") == _issuer && ProviderKey.Text(json.RootElement, "jwks_uri") is { } uri
            ? Checked(uri)
            : throw new InvalidOperationException("The discovery document is not this issuer's.");
    }

    private static FrozenDictionary<string, ProviderKey> Read(byte[] keySet)
    {
        using var json = JsonDocument.Parse(keySet, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
        if (!json.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxKeys)
        {
            throw new JsonException("This is no key set.");
        }

        var keys = new Dictionary<string, ProviderKey>(StringComparer.Ordinal);
        foreach (var jwk in list.EnumerateArray())
        {
            if (jwk.ValueKind == JsonValueKind.Object && ProviderKey.Text(jwk, "kid") is { Length: > 0 and <= 200 } kid && ProviderKey.Of(jwk) is { } key
                && !keys.TryAdd(kid, key))
            {
                throw new JsonException("Two keys share an id.");
            }
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Uri Checked(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw new InvalidOperationException($"An identity provider's address must be https: {address}");

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The keys of {Issuer} could not be fetched, those known go on: {Reason}")]
        public static partial void Failed(ILogger logger, string issuer, string reason);
    }
}
