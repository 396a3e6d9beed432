using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Referrals;

/// <summary>The referrals that have ever counted, for a projection that begins later than they did.</summary>
internal static class ReferralSnapshots
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/referrals", ListAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<SnapshotPage<ReferralSnapshot>>> ListAsync(PaymentsDb db, Guid? after = null)
    {
        var rows = await db
            .Referrals.AsNoTracking()
            .Where(row => row.Rounds > 0 && row.ReferrerId != null && (after == null || row.Id > after))
            .OrderBy(row => row.Id)
            .Take(PageSize)
            .ToListAsync();
        return TypedResults.Ok(
            new SnapshotPage<ReferralSnapshot>(rows.ConvertAll(SnapshotOf), rows.Count < PageSize ? null : rows[^1].Id.ToString())
        );
    }

    private static ReferralSnapshot SnapshotOf(Referral row) =>
        new(
            row.Id,
            Referral.VersionOf(row.Rounds, row.ConvertedAt is not null),
            row.ReferrerId!.Value,
            row.ReferredId,
            row.CreditsEarned,
            row.ConvertedAt
        );
}
