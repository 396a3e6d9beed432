using System.Net.Sockets;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Http.Problems;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// A provider's keys, by a <see cref="ConfigurationManager{T}"/>. They are fetched at the first sign-in and renewed every hour. An unknown
/// key id also renews them, at most every ten seconds however many tokens have one, and the sign-in waits for it. While the provider is not
/// reachable, the last valid set counts. Only the addresses of the configuration and of the provider's own discovery document are called:
/// nothing in a token (<c>jku</c>, <c>x5u</c>, <c>iss</c>) causes a call.
/// </summary>
internal sealed partial class ProviderKeys : IDocumentRetriever, IDisposable
{
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    private readonly string _issuer;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _configuration;

    // The package limits only successful refreshes. While refreshes fail, each unknown key id would cause one.
    private readonly Cooldown _refresh = new(LeastInterval, TimeProvider.System);

    /// <exception cref="InvalidOperationException">An address is not https (http is permitted only on this machine).</exception>
    public ProviderKeys(string issuer, string? jwksUri, ILogger logger)
    {
        (_issuer, _logger) = (issuer, logger);
        _http = new HttpClient(
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
        var address = Checked(jwksUri ?? $"{Checked(issuer).OriginalString.TrimEnd('/')}/.well-known/openid-configuration");
        IConfigurationRetriever<OpenIdConnectConfiguration> retriever = jwksUri is null
            ? new OpenIdConnectConfigurationRetriever()
            : new KeySetRetriever(issuer);
        _configuration = new(address.OriginalString, retriever, this, new ProviderValidator(issuer))
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
            RefreshInterval = LeastInterval,
        };
    }

    /// <summary>
    /// The key with this id, for RS256 (2,048 to 8,192 bits) or ES256, in one or two forms; none if the provider does not have it. The kind
    /// of the key determines the algorithm; the token does not (RFC 8725 section 3.1).
    /// </summary>
    /// <exception cref="ProblemException">503: the provider's keys were never fetched and cannot be.</exception>
    public async Task<IReadOnlyList<SecurityKey>> FindAsync(string kid)
    {
        var keys = await FindNowAsync(kid);
        if (keys.Length > 0 || !_refresh.TryPass())
        {
            return keys;
        }

        _configuration.RequestRefresh();
        return await FindNowAsync(kid);
    }

    private async Task<SecurityKey[]> FindNowAsync(string kid)
    {
        try
        {
            var known = await _configuration.GetConfigurationAsync(CancellationToken.None);
            return [.. known.SigningKeys.Where(key => string.Equals(key.KeyId, kid, StringComparison.Ordinal) && IsUsable(key))];
        }
        catch (InvalidOperationException)
        {
            throw Problem.ServiceUnavailable(LeastInterval, "The identity provider cannot be reached. Try again shortly.").ToException();
        }
    }

    /// <summary>Fetches a document, for the package.</summary>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetStringAsync(Checked(address), cancellationToken);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            Log.Failed(_logger, _issuer, exception.Message);
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsUsable(SecurityKey key) =>
        key switch
        {
            ECDsaSecurityKey => key.KeySize == 256,
            RsaSecurityKey or X509SecurityKey => key.KeySize is >= 2048 and <= 8192,
            _ => false,
        };

    private static Uri Checked(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw new InvalidOperationException($"An identity provider's address must be https: {address}");

    /// <summary>The keys of a provider that has no discovery document.</summary>
    private sealed class KeySetRetriever(string issuer) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address,
            IDocumentRetriever retriever,
            CancellationToken cancellationToken
        )
        {
            var keys = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancellationToken));
            var configuration = new OpenIdConnectConfiguration
            {
                Issuer = issuer,
                JwksUri = address,
                JsonWebKeySet = keys,
            };
            foreach (var key in keys.GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration;
        }
    }

    /// <summary>
    /// OpenID Connect Discovery section 4.3: a document that names another issuer is not this provider's. A set in which two keys share an
    /// id is ambiguous. It is refused as a whole, and the last valid set stays in use.
    /// </summary>
    private sealed class ProviderValidator(string issuer) : IConfigurationValidator<OpenIdConnectConfiguration>
    {
        private const int MaxKeys = 100;

        public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration)
        {
            var fault =
                configuration.Issuer != issuer ? "The discovery document is not this issuer's."
                : configuration.JsonWebKeySet is not { Keys: { Count: <= MaxKeys } keys }
                    ? "There is no key set, or one of more than 100 keys."
                : keys.Where(key => key.Kid is not null).GroupBy(key => key.Kid, StringComparer.Ordinal).Any(group => group.Count() > 1)
                    ? "Two keys share an id."
                : null;
            return new() { Succeeded = fault is null, ErrorMessage = fault };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The keys of {Issuer} could not be fetched; the known keys stay in use: {Reason}")]
        public static partial void Failed(ILogger logger, string issuer, string reason);
    }
}
