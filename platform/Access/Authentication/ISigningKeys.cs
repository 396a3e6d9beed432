using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// The keys that access tokens are verified with. By default they come from identity's key set over HTTP; identity itself registers its
/// own. Thread safe. The same key must be the same instance at every call: a token that was validated before counts only as long as its
/// key's id still leads to that instance.
/// </summary>
public interface ISigningKeys
{
    /// <summary>Whether a key set was ever loaded. Until then a missing key says nothing about the token, and the answer is 503.</summary>
    bool IsReady { get; }

    /// <summary>The key with this id if it is in memory now.</summary>
    ECDsaSecurityKey? Find(string kid);

    /// <summary>
    /// The key with this id, or null. A known key is returned without waiting; an unknown one may be fetched from its owner.
    /// </summary>
    ValueTask<ECDsaSecurityKey?> FindAsync(string kid, CancellationToken cancellationToken);
}
