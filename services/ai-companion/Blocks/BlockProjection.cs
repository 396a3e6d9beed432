using Community.Companion.Data;
using Community.Contracts.Social;
using Community.Platform.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Blocks;

/// <summary>
/// Applies social's events about blocks to <c>blocks</c>; the newest version counts. Nothing is stored of an erased person. No code here
/// reads which of the two people blocked the other.
/// </summary>
internal static class BlockProjection
{
    public static void AddBlockConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }

    public static void AddBlocks(this WebApplicationBuilder builder) =>
        builder.AddBackfill<CompanionDb, BlockSnapshot>(
            "blocks",
            "social",
            "/internal/blocks",
            (db, block) => db.ApplyBlockAsync(block.BlockId, block.Version, block.BlockerId, block.BlockedId, isBlocked: true)
        );

    public static Task ApplyBlockAsync(this CompanionDb db, Guid id, long version, Guid blocker, Guid blocked, bool isBlocked) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO blocks (id, version, blocker_id, blocked_id, is_blocked)
            SELECT {id}, {version}, {blocker}, {blocked}, {isBlocked}
            WHERE NOT EXISTS (SELECT FROM people WHERE id IN ({blocker}, {blocked}) AND is_erased FOR SHARE)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_blocked = excluded.is_blocked WHERE blocks.version < excluded.version
            """
        );
}

internal sealed class WhenUserBlocked(CompanionDb db) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context)
    {
        var block = context.Message;
        return db.ApplyBlockAsync(block.BlockId, block.Version, block.BlockerId, block.BlockedId, isBlocked: true);
    }
}

internal sealed class WhenUserUnblocked(CompanionDb db) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context)
    {
        var block = context.Message;
        return db.ApplyBlockAsync(block.BlockId, block.Version, block.BlockerId, block.BlockedId, isBlocked: false);
    }
}
