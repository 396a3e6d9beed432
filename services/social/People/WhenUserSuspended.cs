using Community.Contracts.Identity;
using Community.People;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.People;

internal sealed class WhenUserSuspended(SocialDb db) : IConsumer<UserSuspended>
{
    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        return db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
    }
}
