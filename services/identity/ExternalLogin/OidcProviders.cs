using Community.Platform.Http.Problems;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// The OpenID Connect providers of the configuration: <c>Oidc:NAME:Issuer</c>, <c>Oidc:NAME:ClientIds:0</c>, and <c>Oidc:NAME:JwksUri</c>
/// where the provider has no discovery document. A configured provider is trusted on <c>email_verified</c>. The service leads browsers
/// through providers with a discovery document, unless <c>Oidc:NAME:Browser</c> is false.
/// </summary>
internal sealed class OidcProviders : IDisposable
{
    private readonly Dictionary<string, OidcProvider> _providers = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">A provider's settings are incomplete, or its addresses not https.</exception>
    public OidcProviders(IConfiguration configuration, ILogger<ProviderKeys> logger)
    {
        foreach (var section in configuration.GetSection("Oidc").GetChildren())
        {
            var name = section.Key.ToLowerInvariant();
            var issuer = section["Issuer"];
            var clientIds = section.GetSection("ClientIds").Get<string[]>();
            if (issuer is null || clientIds is not { Length: > 0 } || clientIds.Any(string.IsNullOrWhiteSpace))
            {
                throw new InvalidOperationException($"Oidc:{section.Key} needs Issuer and ClientIds:0.");
            }

            var (http, jwksUri) = (new ProviderHttp(), section["JwksUri"]);
            _providers[name] = new OidcProvider(name, issuer, clientIds, new ProviderKeys(issuer, jwksUri, http, logger))
            {
                DisplayName = section["DisplayName"] is { Length: > 0 } shown ? shown : char.ToUpperInvariant(name[0]) + name[1..],
                IsForBrowsers = jwksUri is null && section.GetValue("Browser", true),
                ClientSecret = section["ClientSecret"],
                Http = http,
            };
        }
    }

    /// <summary>The providers through which a browser can sign in, by their names.</summary>
    public IEnumerable<OidcProvider> ForBrowsers =>
        _providers.Values.Where(provider => provider.IsForBrowsers).OrderBy(provider => provider.Name, StringComparer.Ordinal);

    public OidcProvider? Find(string name) => _providers.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>A provider through which a browser can sign in.</summary>
    /// <exception cref="ProblemException">404: it is not configured. 409: it takes id_tokens only.</exception>
    public OidcProvider RequireForBrowsers(string name) =>
        Find(name) switch
        {
            null => throw NoProvider().ToException(),
            { IsForBrowsers: true } provider => provider,
            _ => throw Problem
                .Conflict("A browser cannot sign in through this identity provider. Send its id_token.", "not_for_browsers")
                .ToException(),
        };

    /// <summary>The answer where there is no such provider: 404.</summary>
    public static NotFoundProblem NoProvider() => Problem.NotFound("This identity provider is not configured.", "unknown_provider");

    public void Dispose()
    {
        foreach (var provider in _providers.Values)
        {
            provider.Keys.Dispose();
        }
    }
}

/// <param name="Name">The name in the configuration, in lower case.</param>
/// <param name="Issuer">The <c>iss</c> of its tokens.</param>
/// <param name="ClientIds">Our client ids there; a token made for another application is refused.</param>
/// <param name="Keys">The keys that it signs with.</param>
internal sealed record OidcProvider(string Name, string Issuer, IReadOnlyList<string> ClientIds, ProviderKeys Keys)
{
    /// <summary>The name for people.</summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>Whether the service leads browsers through it.</summary>
    public bool IsForBrowsers { get; init; }

    /// <summary>The secret of the first client id; null: the client is public. Not public here, so that no log shows it.</summary>
    internal string? ClientSecret { get; init; }

    /// <summary>The client for its addresses.</summary>
    internal ProviderHttp? Http { get; init; }
}
