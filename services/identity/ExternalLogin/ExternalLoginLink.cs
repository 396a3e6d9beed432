using Community.Identity.Login;

namespace Community.Identity.ExternalLogin;

/// <summary>A link between an account at an OpenID Connect provider and an account here, which it signs in to.</summary>
internal sealed class ExternalLoginLink : IWayIn
{
    /// <summary>The provider's name in the configuration, such as <c>google</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's <c>sub</c>: the only identifier of a provider's account that is never reassigned.</summary>
    public required string Subject { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The session that added it; null: the provider proved the owner's mail address, or it is not known.</summary>
    public Guid? AddedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
