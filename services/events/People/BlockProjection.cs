using Community.Contracts.Social;
using Community.Events.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.People;

/// <summary>
/// Writes social's integration events about blocks into <c>blocks</c>; the newest version of a pair counts. A late event about an erased
/// user changes nothing.
/// </summary>
internal static class BlockProjection
{
    public static Task ApplyBlockAsync(this EventsDb db, Guid blocker, Guid blocked, long version, bool isBlocked) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked) SELECT {blocker}, {blocked}, {version}, {isBlocked}
            WHERE NOT EXISTS (SELECT FROM people WHERE is_erased AND (id = {blocker} OR (id = {blocked} AND {isBlocked})))
            ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET version = excluded.version, is_blocked = excluded.is_blocked
            WHERE blocks.version < excluded.version
            """
        );
}

internal sealed class WhenUserBlocked(EventsDb db) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context)
    {
        var blocked = context.Message;
        return db.ApplyBlockAsync(blocked.BlockerId, blocked.BlockedId, blocked.Version, isBlocked: true);
    }
}

internal sealed class WhenUserUnblocked(EventsDb db) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context)
    {
        var unblocked = context.Message;
        return db.ApplyBlockAsync(unblocked.BlockerId, unblocked.BlockedId, unblocked.Version, isBlocked: false);
    }
}
