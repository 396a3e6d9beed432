namespace Community.Identity.ExternalLogin;

/// <summary>An account at an OpenID Connect provider that signs in to an account here.</summary>
internal sealed class ExternalLoginLink
{
    /// <summary>The provider's name in the configuration, such as <c>google</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's <c>sub</c>: the only identifier of a provider's account that is never reassigned.</summary>
    public required string Subject { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
