using Community.Companion.Data;
using Community.Contracts.Identity;
using MassTransit;

namespace Community.Companion.People;

internal sealed class WhenUserProfileUpdated(CompanionDb db) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
    }
}
