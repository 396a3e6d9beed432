namespace Community.Identity.ExternalLogin;

/// <summary>
/// The OpenID Connect providers of the configuration: <c>Oidc:NAME:Issuer</c>, <c>Oidc:NAME:ClientIds:0</c>, and <c>Oidc:NAME:JwksUri</c>
/// where the provider has no discovery document. A configured provider is trusted on <c>email_verified</c>.
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

            _providers[name] = new OidcProvider(name, issuer, clientIds, new ProviderKeys(issuer, section["JwksUri"], logger));
        }
    }

    public OidcProvider? Find(string name) => _providers.GetValueOrDefault(name.ToLowerInvariant());

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
internal sealed record OidcProvider(string Name, string Issuer, IReadOnlyCollection<string> ClientIds, ProviderKeys Keys);
