using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Blocks;

/// <summary>
/// A profile across a block and a profile that does not exist are looked up by the same query, so that neither the answer nor its time
/// tells the two apart.
/// </summary>
internal static class VisibleProfiles
{
    /// <summary>
    /// The accounts whose profile the caller may see: all but erased accounts and those across a block. Moderators also see profiles across
    /// a block.
    /// </summary>
    public static IQueryable<User> VisibleTo(this IdentityDb db, ClaimsPrincipal caller, DateTimeOffset now)
    {
        if (caller.UserIdOrNull() is not { } callerId)
        {
            return db
                .Users.AsNoTracking()
                .Where(user =>
                    user.IsOnWeb && user.ErasedAt == null && !user.IsGuest && (user.SuspendedAt == null || user.SuspendedUntil <= now)
                );
        }

        var seesAll = caller.IsModerator();
        return db
            .Users.AsNoTracking()
            .Where(user =>
                user.ErasedAt == null
                && (
                    seesAll
                    || !db.Blocks.Any(block =>
                        block.IsBlocked
                        && (
                            (block.BlockerId == callerId && block.BlockedId == user.Id)
                            || (block.BlockerId == user.Id && block.BlockedId == callerId)
                        )
                    )
                )
            );
    }
}
