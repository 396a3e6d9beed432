using System.Security.Claims;
using Community.Contracts.Social;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Blocks;

/// <summary>
/// Writes social's integration events about blocks into <c>blocks</c>; the newest version of a pair counts. A profile across a block and a
/// profile that does not exist are looked up by the same query, so that neither the answer nor its time tells the two apart.
/// </summary>
internal static class BlockProjection
{
    public static void AddBlockConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }

    /// <summary>Reads the blocks from before these consumers had queues.</summary>
    public static void AddBlockBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<IdentityDb, BlockSnapshot>(
            "blocks",
            "social",
            "/internal/blocks",
            (db, block) => db.ApplyBlockAsync(block.BlockerId, block.BlockedId, block.Version, isBlocked: true)
        );

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

    public static Task ApplyBlockAsync(this IdentityDb db, Guid blocker, Guid blocked, long version, bool isBlocked) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked) SELECT {blocker}, {blocked}, {version}, {isBlocked}
            WHERE NOT EXISTS (SELECT FROM users WHERE id IN ({blocker}, {blocked}) AND erased_at IS NOT NULL)
            ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET version = excluded.version, is_blocked = excluded.is_blocked
            WHERE blocks.version < excluded.version
            """
        );
}

internal sealed class WhenUserBlocked(IdentityDb db) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(UserBlocked blocked) =>
        db.ApplyBlockAsync(blocked.BlockerId, blocked.BlockedId, blocked.Version, isBlocked: true);
}

internal sealed class WhenUserUnblocked(IdentityDb db) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(UserUnblocked unblocked) =>
        db.ApplyBlockAsync(unblocked.BlockerId, unblocked.BlockedId, unblocked.Version, isBlocked: false);
}
