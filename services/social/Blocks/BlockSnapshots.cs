using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Blocks;

/// <summary>Every active block, for services whose projections begin later than the blocks.</summary>
internal static class BlockSnapshots
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/blocks", ReadAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<SnapshotPage<BlockSnapshot>>> ReadAsync(
        SocialDb db,
        CancellationToken cancellationToken,
        Guid? after = null
    )
    {
        var blocks = await db
            .Blocks.Where(block => block.IsBlocked && (after == null || block.Id > after))
            .OrderBy(block => block.Id)
            .Take(PageSize)
            .Select(block => new BlockSnapshot(block.Id, block.Version, block.BlockerId, block.BlockedId))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new SnapshotPage<BlockSnapshot>(blocks, blocks.Count < PageSize ? null : blocks[^1].BlockId.ToString()));
    }
}
