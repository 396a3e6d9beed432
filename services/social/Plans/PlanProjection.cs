using Community.Contracts.Payments;
using Community.People;
using Community.People.Plans;
using Community.Social.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Plans;

/// <summary>Writes payments' integration events about plans and boosts; the newest version of a user counts.</summary>
internal static class PlanProjection
{
    public static void AddPlanConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenEntitlementsChanged>();
        bus.AddConsumer<WhenProfileBoosted>();
    }

    public static Task ApplyBoostAsync(this SocialDb db, Guid userId, long version, DateTimeOffset until) =>
        db.InTransactionAsync(async () =>
        {
            if (await db.HoldAsync(userId))
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO boosts (user_id, version, boosted_until) VALUES ({userId}, {version}, {until.ToUniversalTime()})
                    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, boosted_until = excluded.boosted_until
                    WHERE boosts.version < excluded.version
                    """
                );
            }
        });
}

internal sealed class WhenEntitlementsChanged(SocialDb db) : IConsumer<EntitlementsChanged>
{
    public Task Consume(ConsumeContext<EntitlementsChanged> context)
    {
        var changed = context.Message;
        return db.ApplyEntitlementsAsync(new(changed.UserId, changed.Version, changed.Plan, changed.Entitlements, changed.Until));
    }
}

internal sealed class WhenProfileBoosted(SocialDb db) : IConsumer<ProfileBoosted>
{
    public Task Consume(ConsumeContext<ProfileBoosted> context) =>
        db.ApplyBoostAsync(context.Message.UserId, context.Message.Version, context.Message.BoostedUntil);
}
