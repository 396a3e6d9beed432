using Community.Contracts.Identity;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserVerified(EventsDb db) : IConsumer<UserVerified>
{
    public Task Consume(ConsumeContext<UserVerified> context) => db.ApplyVerificationAsync(context.Message.UserId);
}
