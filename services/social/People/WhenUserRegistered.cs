using Community.Contracts.Identity;
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
