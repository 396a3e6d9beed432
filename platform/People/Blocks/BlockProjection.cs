using Community.Contracts.Social;
using Community.Platform.Bus;
using Community.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;

namespace Community.People.Blocks;

/// <summary>A database with a table <c>blocks</c>, which <see cref="BlockProjection"/> keeps.</summary>
public interface IStoresBlocks
{
    /// <summary>The service's table.</summary>
    static abstract BlocksTable BlocksTable { get; }
}

/// <summary>A service's table <c>blocks</c>, with a row for each user who has ever blocked another.</summary>
/// <param name="Erased">
/// In SQL: the rows of erased users for whom nothing is written. {0} is the blocking user, {1} the blocked one, {3} whether the block is in
/// force.
/// </param>
/// <param name="HasIds">Whether the key is social's id of the block, in the column <c>id</c>; otherwise it is the pair.</param>
public sealed record BlocksTable(string Erased = "SELECT FROM people WHERE id IN ({0}, {1}) AND is_erased", bool HasIds = false)
{
    /// <summary>{2} is the version, and {4} the id.</summary>
    internal string Write { get; } =
        $$"""
            INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked{{(HasIds ? ", id" : "")}})
            SELECT {0}, {1}, {2}, {3}{{(HasIds ? ", {4}" : "")}} WHERE NOT EXISTS ({{Erased}})
            ON CONFLICT ({{(
                HasIds ? "id" : "blocker_id, blocked_id"
            )}}) DO UPDATE SET version = excluded.version, is_blocked = excluded.is_blocked
            WHERE blocks.version < excluded.version
            """;
}

/// <summary>
/// Writes social's integration events about blocks into a service's table <c>blocks</c>; the newest version counts. A late event about an
/// erased user changes nothing.
/// </summary>
public static class BlockProjection
{
    /// <summary>Reads the blocks from before the service's consumers had queues.</summary>
    public static WebApplicationBuilder AddBlocks<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDbContext, IStoresBlocks =>
        builder.AddBackfill<TDb, BlockSnapshot>(
            "blocks",
            "social",
            "/internal/blocks",
            (db, block) => db.ApplyBlockAsync(block, isBlocked: true)
        );

    /// <summary>Writes a block, or its end, if this is newer than the stored row.</summary>
    /// <param name="db">The service's database.</param>
    /// <param name="block">The block, and the version at which this was published.</param>
    /// <param name="isBlocked">Whether it is in force.</param>
    public static Task ApplyBlockAsync<TDb>(this TDb db, BlockSnapshot block, bool isBlocked)
        where TDb : ServiceDbContext, IStoresBlocks =>
        db.Database.ExecuteSqlRawAsync(
            TDb.BlocksTable.Write,
            (object[])
                [block.BlockerId, block.BlockedId, block.Version, isBlocked, .. TDb.BlocksTable.HasIds ? (object[])[block.BlockId] : []]
        );

    /// <inheritdoc cref="ApplyBlockAsync{TDb}(TDb, BlockSnapshot, bool)"/>
    public static Task ApplyAsync<TDb>(this TDb db, UserBlocked blocked)
        where TDb : ServiceDbContext, IStoresBlocks =>
        db.ApplyBlockAsync(new(blocked.BlockId, blocked.Version, blocked.BlockerId, blocked.BlockedId), isBlocked: true);

    /// <inheritdoc cref="ApplyBlockAsync{TDb}(TDb, BlockSnapshot, bool)"/>
    public static Task ApplyAsync<TDb>(this TDb db, UserUnblocked unblocked)
        where TDb : ServiceDbContext, IStoresBlocks =>
        db.ApplyBlockAsync(new(unblocked.BlockId, unblocked.Version, unblocked.BlockerId, unblocked.BlockedId), isBlocked: false);
}
