using Community.Contracts.Identity;
using Community.People;
using Community.Social.Data;
using Community.Social.Moderation.Rules;
using MassTransit;

namespace Community.Social.People;

internal sealed class WhenUserRegistered(SocialDb db, TextChecks checks) : IConsumer<UserRegistered>
{
    public async Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        await db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
        await checks.CheckProfileAsync(db, registered.UserId, registered.Profile, registered.OccurredAt);
    }
}

internal sealed class WhenUserProfileUpdated(SocialDb db, TextChecks checks) : IConsumer<UserProfileUpdated>
{
    public async Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        await db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
        await checks.CheckProfileAsync(db, updated.UserId, updated.Profile, updated.OccurredAt);
    }
}

internal sealed class WhenUserSuspended(SocialDb db) : IConsumer<UserSuspended>
{
    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        return db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
    }
}
