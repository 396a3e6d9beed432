using Community.Contracts.Identity;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserProfileUpdated(EventsDb db) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile);
    }
}
