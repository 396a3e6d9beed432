using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Plans;

/// <summary>The users' present entitlements, for services whose projections begin later, or have not caught up.</summary>
internal static class EntitlementEndpoints
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/internal/entitlements", ListAsync).RequireFleet().ExcludeFromDescription();
        endpoints.MapGet("/internal/entitlements/{user_id:guid}", ShowAsync).RequireFleet().ExcludeFromDescription();
    }

    private static async Task<Ok<SnapshotPage<EntitlementSnapshot>>> ListAsync(PaymentsDb db, Guid? after = null)
    {
        var rows = await db
            .Entitlements.AsNoTracking()
            .Where(row => after == null || row.UserId > after)
            .OrderBy(row => row.UserId)
            .Take(PageSize)
            .ToListAsync();
        return TypedResults.Ok(
            new SnapshotPage<EntitlementSnapshot>(rows.ConvertAll(SnapshotOf), rows.Count < PageSize ? null : rows[^1].UserId.ToString())
        );
    }

    /// <summary>A user without any plan so far has the free one, in version 0: every published version is newer.</summary>
    private static async Task<Ok<EntitlementSnapshot>> ShowAsync([FromRoute(Name = "user_id")] Guid userId, PaymentsDb db) =>
        TypedResults.Ok(
            SnapshotOf(
                await db.Entitlements.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == userId)
                    ?? new EntitlementRow { UserId = userId }
            )
        );

    private static EntitlementSnapshot SnapshotOf(EntitlementRow row) =>
        new(row.UserId, row.Version, row.Plan, Plan.Of(row.Plan).Entitlements, row.Until);
}
