using Community.Companion.Data;
using Community.Contracts.Social;
using Community.People.Blocks;
using MassTransit;

namespace Community.Companion.Blocks;

internal sealed class WhenUserBlocked(CompanionDb db) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context)
    {
        var block = context.Message;
        return db.ApplyAsync(block);
    }
}

internal sealed class WhenUserUnblocked(CompanionDb db) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context)
    {
        var block = context.Message;
        return db.ApplyAsync(block);
    }
}
