namespace Community.Contracts.Identity;

/// <summary>
/// The present state of a user in identity, for a projection that begins on old data. It is the sum of the integration events so far.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="Version">The account's version. An integration event with a higher version is newer.</param>
/// <param name="Profile">The public profile; null once erased.</param>
/// <param name="Roles">The platform roles.</param>
/// <param name="IsGuest">Whether the account has no credentials yet.</param>
/// <param name="IsSuspended">Whether it is suspended.</param>
/// <param name="SuspendedUntil">When the suspension ends by itself.</param>
/// <param name="IsErased">Whether only this tombstone is left.</param>
/// <param name="IsVerified">
/// Whether a mail address or phone number was proved; once it is true, it stays so until the account is erased.
/// </param>
/// <param name="OwnerId">The owner of a bot, who alone may know it; null: the account is a person's, or erased.</param>
public sealed record PersonSnapshot(
    Guid UserId,
    long Version,
    UserProfile? Profile,
    IReadOnlyList<string> Roles,
    bool IsGuest,
    bool IsSuspended,
    DateTimeOffset? SuspendedUntil,
    bool IsErased,
    bool IsVerified = false,
    Guid? OwnerId = null
);
