using Community.Companion.Data;
using Community.Contracts.Payments;
using Community.People.Plans;
using MassTransit;

namespace Community.Companion.Plans;

internal sealed class WhenEntitlementsChanged(CompanionDb db) : IConsumer<EntitlementsChanged>
{
    public Task Consume(ConsumeContext<EntitlementsChanged> context)
    {
        var changed = context.Message;
        return db.ApplyEntitlementsAsync(new(changed.UserId, changed.Version, changed.Plan, changed.Entitlements, changed.Until));
    }
}
