using Community.Contracts.Identity;
using MassTransit;

namespace Community.Payments.Erasure;

internal sealed class WhenUserErased(PersonErasure erasure) : IConsumer<UserErased>
{
    public Task Consume(ConsumeContext<UserErased> context) => erasure.EraseAsync(context.Message.UserId);
}
