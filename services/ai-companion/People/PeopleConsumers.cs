using Community.Companion.Data;
using Community.Companion.Opportunities;
using Community.Contracts.Identity;
using Community.People;
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

internal sealed class WhenUserProfileUpdated(CompanionDb db) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
    }
}

internal sealed class WhenUserSuspended(CompanionDb db) : IConsumer<UserSuspended>
{
    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        return db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
    }
}
