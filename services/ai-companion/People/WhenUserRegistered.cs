using Community.Companion.Data;
using Community.Companion.Opportunities;
using Community.Contracts.Identity;
using MassTransit;

namespace Community.Companion.People;

internal sealed class WhenUserRegistered(CompanionDb db, TimeProvider clock) : IConsumer<UserRegistered>
{
    public async Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        await db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
        await db.ExpectOpportunitiesAsync(registered.UserId, clock.GetUtcNow());
    }
}
