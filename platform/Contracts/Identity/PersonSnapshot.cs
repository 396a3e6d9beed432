namespace Community.Contracts.Identity;

/// <summary>A person as identity has them now, for a projection that begins on old data: what the integration events so far add up to.</summary>
/// <param name="UserId">Whose account it is.</param>
/// <param name="Version">The account's version: newer than that is what integration events say with a higher one.</param>
/// <param name="Profile">What others may see; null once erased.</param>
/// <param name="Roles">The platform roles.</param>
/// <param name="IsGuest">Whether the account has no credentials yet.</param>
/// <param name="IsSuspended">Whether it is suspended.</param>
/// <param name="SuspendedUntil">When the suspension ends by itself.</param>
/// <param name="IsErased">Whether only this tombstone is left.</param>
/// <param name="IsVerified">Whether a mail address or phone number was proved; once it is true, it stays so until the account is erased.</param>
public sealed record PersonSnapshot(
    Guid UserId,
    long Version,
    UserProfile? Profile,
    IReadOnlyList<string> Roles,
    bool IsGuest,
    bool IsSuspended,
    DateTimeOffset? SuspendedUntil,
    bool IsErased,
    bool IsVerified = false);
