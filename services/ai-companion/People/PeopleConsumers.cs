using Community.Companion.Data;
using Community.Contracts.Identity;
using Community.People;
using MassTransit;

namespace Community.Companion.People;

internal sealed class WhenUserRegistered(CompanionDb db) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        return db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
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
