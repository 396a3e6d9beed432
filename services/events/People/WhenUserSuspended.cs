using Community.Contracts.Identity;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserSuspended(EventsDb db) : IConsumer<UserSuspended>
{
    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        return db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
    }
}
