using Community.Companion.Data;
using Community.Companion.People;
using Community.Contracts.Payments;
using Community.Platform.Access.Fleet;
using Community.Platform.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Plans;

/// <summary>Applies payments' events about plans; the newest version of a person counts.</summary>
internal static class PlanProjection
{
    public static void AddPlanConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenEntitlementsChanged>();

    public static WebApplicationBuilder AddPlans(this WebApplicationBuilder builder)
    {
        builder.Services.AddOwnerLookup("payments");
        builder.Services.AddScoped<PlanLookup>();
        return builder.AddBackfill<CompanionDb, EntitlementSnapshot>("entitlements", "payments", "/internal/entitlements",
            (db, snapshot) => db.ApplyEntitlementsAsync(snapshot));
    }

    public static Task ApplyEntitlementsAsync(this CompanionDb db, EntitlementSnapshot held) => db.InTransactionAsync(async () =>
    {
        if (await db.HoldAsync(held.UserId))
        {
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO entitlements (user_id, version, plan, codes, ends_at)
                VALUES ({held.UserId}, {held.Version}, {held.Plan}, {held.Entitlements.ToArray()}, {held.Until?.ToUniversalTime()})
                ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, plan = excluded.plan, codes = excluded.codes, ends_at = excluded.ends_at
                WHERE entitlements.version < excluded.version
                """);
        }
    });
}

internal sealed class WhenEntitlementsChanged(CompanionDb db) : IConsumer<EntitlementsChanged>
{
    public Task Consume(ConsumeContext<EntitlementsChanged> context)
    {
        var changed = context.Message;
        return db.ApplyEntitlementsAsync(new(changed.UserId, changed.Version, changed.Plan, changed.Entitlements, changed.Until));
    }
}
