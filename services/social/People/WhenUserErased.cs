using Community.Contracts.Identity;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.People;

internal sealed class WhenUserErased(SocialDb db) : IConsumer<UserErased>
{
    public Task Consume(ConsumeContext<UserErased> context) => db.ApplyErasureAsync(context.Message.UserId);
}
