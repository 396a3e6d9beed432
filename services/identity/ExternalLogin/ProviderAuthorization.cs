namespace Community.Identity.ExternalLogin;

/// <summary>A browser that is on its way through an identity provider, from the start until the code comes back, once.</summary>
internal sealed class ProviderAuthorization
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>SHA-256 of the state, which the browser has.</summary>
    public required byte[] StateHash { get; init; }

    /// <summary>The provider's name in the configuration.</summary>
    public required string Provider { get; init; }

    /// <summary>The user, if the provider is linked to an account; null: a login.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The verifier of PKCE and the nonce, sealed and bound to the state.</summary>
    public required byte[] SealedSecrets { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
