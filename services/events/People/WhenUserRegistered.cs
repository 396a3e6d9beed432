using Community.Contracts.Identity;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserRegistered(EventsDb db) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        return db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile);
    }
}
