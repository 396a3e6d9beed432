using Community.Contracts.Identity;
using Community.Social.Data;
using Community.Social.Moderation.Rules;
using MassTransit;

namespace Community.Social.People;

internal sealed class WhenUserProfileUpdated(SocialDb db, TextChecks checks) : IConsumer<UserProfileUpdated>
{
    public async Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        await db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
        await checks.CheckProfileAsync(db, updated.UserId, updated.Profile, updated.OccurredAt);
    }
}
