using Community.Companion.Data;
using Community.Contracts.Identity;
using Community.People;
using MassTransit;

namespace Community.Companion.People;

internal sealed class WhenUserSuspended(CompanionDb db) : IConsumer<UserSuspended>
{
    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        return db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
    }
}
