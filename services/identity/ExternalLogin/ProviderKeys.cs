using System.Net.Sockets;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Http.Problems;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// A provider's keys and addresses, by a <see cref="ConfigurationManager{T}"/>. They are fetched at the first sign-in and renewed every
/// hour. An unknown key id also renews them, at most every ten seconds however many tokens have one, and the sign-in waits for it. While
/// the provider is not reachable, the last valid set counts. Only the addresses of the configuration and of the provider's own discovery
/// document are called: nothing in a token (<c>jku</c>, <c>x5u</c>, <c>iss</c>) causes a call.
/// </summary>
internal sealed partial class ProviderKeys : IDocumentRetriever, IDisposable
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(10);

    private readonly string _issuer;
    private readonly ILogger _logger;
    private readonly ProviderHttp _http;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _configuration;

    // The package limits only successful refreshes. While refreshes fail, each unknown key id would cause one.
    private readonly Cooldown _refresh = new(LeastInterval, TimeProvider.System);

    /// <exception cref="InvalidOperationException">An address is not https (http is permitted only on this machine).</exception>
    public ProviderKeys(string issuer, string? jwksUri, ILogger logger)
        : this(issuer, jwksUri, new ProviderHttp(), logger) { }

    /// <inheritdoc cref="ProviderKeys(string, string, ILogger)"/>
    public ProviderKeys(string issuer, string? jwksUri, ProviderHttp http, ILogger logger)
    {
        (_issuer, _http, _logger) = (issuer, http, logger);
        var address = ProviderHttp.Checked(
            jwksUri ?? $"{ProviderHttp.Checked(issuer).OriginalString.TrimEnd('/')}/.well-known/openid-configuration"
        );
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

    /// <summary>The addresses of the authorization code flow, from the discovery document.</summary>
    /// <exception cref="ProblemException">503: the document was never fetched and cannot be, or it has no such addresses.</exception>
    public async Task<ProviderEndpoints> FindEndpointsAsync()
    {
        var known = await FetchAsync();
        try
        {
            return new ProviderEndpoints(
                ProviderHttp.Checked(known.AuthorizationEndpoint),
                ProviderHttp.Checked(known.TokenEndpoint),
                // RFC 8414 section 2: without the list, the provider takes the secret in the header.
                NamesIssuer: known.AuthorizationResponseIssParameterSupported,
                PostsSecret: known.TokenEndpointAuthMethodsSupported is { Count: > 0 } methods && !methods.Contains("client_secret_basic")
            );
        }
        catch (InvalidOperationException invalid)
        {
            Log.NoEndpoints(_logger, _issuer, invalid.Message);
            throw Unreachable();
        }
    }

    /// <summary>The answer while the provider cannot be used: 503.</summary>
    public static ProblemException Unreachable() =>
        Problem.ServiceUnavailable(LeastInterval, "The identity provider cannot be reached. Try again shortly.").ToException();

    private async Task<SecurityKey[]> FindNowAsync(string kid) =>
        [.. (await FetchAsync()).SigningKeys.Where(key => string.Equals(key.KeyId, kid, StringComparison.Ordinal) && IsUsable(key))];

    private async Task<OpenIdConnectConfiguration> FetchAsync()
    {
        try
        {
            return await _configuration.GetConfigurationAsync(CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw Unreachable();
        }
    }

    /// <summary>Fetches a document, for the package.</summary>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetAsync(address, cancellationToken);
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

        [LoggerMessage(2, LogLevel.Warning, "The discovery document of {Issuer} leads no browser to a sign-in: {Reason}")]
        public static partial void NoEndpoints(ILogger logger, string issuer, string reason);
    }
}

/// <param name="Authorization">Where a browser signs in.</param>
/// <param name="Token">Where the service exchanges a code.</param>
/// <param name="NamesIssuer">Whether it names itself in its answers (RFC 9207).</param>
/// <param name="PostsSecret">Whether the client secret is in the form; otherwise it is in the header.</param>
internal sealed record ProviderEndpoints(Uri Authorization, Uri Token, bool NamesIssuer, bool PostsSecret);
