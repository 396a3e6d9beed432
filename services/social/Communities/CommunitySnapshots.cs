using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>
/// Communities in their present state, including deleted ones, for services whose projections begin later or have not caught up.
/// </summary>
internal static class CommunitySnapshots
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/internal/communities", ReadAsync).RequireFleet().ExcludeFromDescription();
        endpoints.MapGet("/internal/communities/{id:guid}", ShowAsync).RequireFleet().ExcludeFromDescription();
    }

    private static async Task<Ok<SnapshotPage<CommunitySnapshot>>> ReadAsync(SocialDb db, Guid? after = null)
    {
        var communities = await db
            .Communities.AsNoTracking()
            .Where(community => after == null || community.Id > after)
            .OrderBy(community => community.Id)
            .Take(PageSize)
            .ToListAsync();
        return TypedResults.Ok(
            new SnapshotPage<CommunitySnapshot>(
                [.. communities.Select(SnapshotOf)],
                communities.Count < PageSize ? null : communities[^1].Id.ToString()
            )
        );
    }

    private static async Task<Results<Ok<CommunitySnapshot>, NotFoundProblem>> ShowAsync(Guid id, SocialDb db) =>
        await db.Communities.AsNoTracking().SingleOrDefaultAsync(community => community.Id == id) is { } community
            ? TypedResults.Ok(SnapshotOf(community))
            : CommunityAccess.NoSuchCommunity();

    private static CommunitySnapshot SnapshotOf(CommunityGroup community) =>
        new(
            community.Id,
            community.Version,
            community.Name,
            community.Kind,
            community.Visibility,
            community.Category,
            community.Region,
            community.Description,
            community.Tags,
            community.CreatedBy,
            community.DeletedAt is not null,
            community.IsHidden()
        );
}
