using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>Every mute in force, for services whose projections begin later than the mutes.</summary>
internal static class MuteSnapshots
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/mutes", ReadAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<SnapshotPage<MuteSnapshot>>> ReadAsync(
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken,
        Guid? after = null
    )
    {
        var now = clock.GetUtcNow();
        var mutes = await db
            .Sanctions.Where(sanction =>
                sanction.Kind == SanctionKind.Mute
                && sanction.LiftedAt == null
                && (sanction.Until == null || sanction.Until > now)
                && (after == null || sanction.Id > after)
            )
            .OrderBy(sanction => sanction.Id)
            .Take(PageSize)
            .Select(sanction => new MuteSnapshot(sanction.Id, sanction.Version, sanction.UserId, sanction.Until))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new SnapshotPage<MuteSnapshot>(mutes, mutes.Count < PageSize ? null : mutes[^1].SanctionId.ToString()));
    }
}
