using Community.Contracts.Identity;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.People;

internal sealed class WhenUserRegistered(SocialDb db) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        return db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
    }
}
