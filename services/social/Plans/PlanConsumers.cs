using Community.Contracts.Payments;
using Community.People.Plans;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.Plans;

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
