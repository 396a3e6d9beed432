using Community.Contracts.Payments;
using Community.Platform.Access.Fleet;
using Community.Platform.Bus;
using Community.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.People.Plans;

/// <summary>Keeps a service's table <c>entitlements</c>; the newest version of a user counts.</summary>
public static class PlanExtensions
{
    /// <summary>Registers <see cref="PlanLookup"/>, and reads the plans from before the service's consumer had a queue.</summary>
    public static WebApplicationBuilder AddPlans<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDbContext
    {
        builder.Services.AddOwnerClient("payments");
        builder.Services.AddScoped<PlanLookup>();
        return builder.AddBackfill<TDb, EntitlementSnapshot>(
            "entitlements",
            "payments",
            "/internal/entitlements",
            (db, snapshot) => db.ApplyEntitlementsAsync(snapshot)
        );
    }

    /// <summary>Writes a user's entitlements, if they are newer than the stored ones.</summary>
    public static Task ApplyEntitlementsAsync(this ServiceDbContext db, EntitlementSnapshot held) =>
        db.InTransactionAsync(async () =>
        {
            if (await db.HoldAsync(held.UserId))
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO entitlements (user_id, version, plan, codes, ends_at)
                    VALUES ({held.UserId}, {held.Version}, {held.Plan}, {held.Entitlements.ToArray()}, {held.Until?.ToUniversalTime()})
                    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, plan = excluded.plan, codes = excluded.codes, ends_at = excluded.ends_at
                    WHERE entitlements.version < excluded.version
                    """
                );
            }
        });
}
