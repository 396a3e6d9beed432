using Community.Companion.Data;
using Community.Contracts.Identity;
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
