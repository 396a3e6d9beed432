using Community.Contracts.Identity;
using Community.Events.Data;
using Community.People;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserRegistered(EventsDb db) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        return db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
    }
}

internal sealed class WhenUserProfileUpdated(EventsDb db) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
    }
}

internal sealed class WhenUserSuspended(EventsDb db) : IConsumer<UserSuspended>
{
    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        return db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
    }
}

internal sealed class WhenUserVerified(EventsDb db) : IConsumer<UserVerified>
{
    public Task Consume(ConsumeContext<UserVerified> context) => db.ApplyVerificationAsync(context.Message.UserId);
}
