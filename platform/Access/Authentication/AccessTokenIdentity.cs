using System.Globalization;
using System.Security.Claims;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// The claims of a valid access token. One instance serves every request with that token, so it can't be changed. Code that needs more
/// claims clones it, as claims transformations do.
/// </summary>
internal sealed class AccessTokenIdentity : ClaimsIdentity
{
    private readonly bool _complete;

    public AccessTokenIdentity(AccessTokenPayload token)
        : base(Schemes.Bearer, AccessTokenClaims.Subject, AccessTokenClaims.Roles)
    {
        (UserId, SessionId, AuthenticatedAt) = (token.UserId, token.SessionId, token.AuthenticatedAt);
        (Scopes, IsBot) = (token.Scopes, token.IsBot);
        AddClaim(new Claim(AccessTokenClaims.Subject, token.UserId.ToString()));
        AddClaim(new Claim(AccessTokenClaims.Session, token.SessionId.ToString()));
        AddClaim(new Claim(AccessTokenClaims.TokenId, token.Id));
        AddClaim(new Claim(AccessTokenClaims.ExpiresAt, token.ExpiresAt.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        foreach (var role in token.Roles)
        {
            AddClaim(new Claim(AccessTokenClaims.Roles, role));
        }

        _complete = true;
    }

    public Guid UserId { get; }

    public Guid SessionId { get; }

    /// <summary>In Unix seconds; null: the token does not say.</summary>
    public long? AuthenticatedAt { get; }

    /// <summary>Null: the token has no limits beyond its user's.</summary>
    public IReadOnlyList<string>? Scopes { get; }

    public bool IsBot { get; }

    public override void AddClaim(Claim claim)
    {
        RefuseIfComplete();
        base.AddClaim(claim);
    }

    public override void AddClaims(IEnumerable<Claim?> claims)
    {
        RefuseIfComplete();
        base.AddClaims(claims);
    }

    public override void RemoveClaim(Claim? claim)
    {
        RefuseIfComplete();
        base.RemoveClaim(claim);
    }

    public override bool TryRemoveClaim(Claim? claim)
    {
        RefuseIfComplete();
        return base.TryRemoveClaim(claim);
    }

    private void RefuseIfComplete()
    {
        if (_complete)
        {
            throw new InvalidOperationException("this identity is shared by all requests of its token: clone it to change it");
        }
    }
}

/// <summary>The principal of one access token, immutable as its identity is.</summary>
internal sealed class AccessTokenPrincipal(AccessTokenIdentity identity) : ClaimsPrincipal(identity)
{
    public override void AddIdentity(ClaimsIdentity identity) => throw Shared();

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities) => throw Shared();

    /// <summary>The framework's own would share the identity.</summary>
    public override ClaimsPrincipal Clone() => new(identity.Clone());

    private static InvalidOperationException Shared() =>
        new("this principal is shared by all requests of its token: clone it to change it");
}
