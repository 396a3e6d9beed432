using Community.Identity.Data;

namespace Community.Identity.Login;

/// <summary>
/// A row by which an account can be entered, now or later, without the session that added it. It is saved only by a unit of work that has
/// locked the account and found the caller's session alive (<see cref="IdentityDb.LockCallerAsync"/>). Otherwise a stranger's request that
/// waited while the owner set a new password would leave a way in behind.
/// </summary>
internal interface IWayIn
{
    /// <summary>The account.</summary>
    Guid UserId { get; }
}
