using Community.Contracts.Social;
using Community.Identity.Data;
using Community.People.Blocks;
using MassTransit;

namespace Community.Identity.Blocks;

internal sealed class WhenUserBlocked(IdentityDb db) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(UserBlocked blocked) => db.ApplyAsync(blocked);
}

internal sealed class WhenUserUnblocked(IdentityDb db) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(UserUnblocked unblocked) => db.ApplyAsync(unblocked);
}
