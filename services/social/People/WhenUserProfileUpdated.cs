using Community.Contracts.Identity;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.People;

internal sealed class WhenUserProfileUpdated(SocialDb db) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
    }
}
