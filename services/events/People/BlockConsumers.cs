using Community.Contracts.Social;
using Community.Events.Data;
using Community.People.Blocks;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserBlocked(EventsDb db) : IConsumer<UserBlocked>
{
    public Task Consume(ConsumeContext<UserBlocked> context)
    {
        var blocked = context.Message;
        return db.ApplyAsync(blocked);
    }
}

internal sealed class WhenUserUnblocked(EventsDb db) : IConsumer<UserUnblocked>
{
    public Task Consume(ConsumeContext<UserUnblocked> context)
    {
        var unblocked = context.Message;
        return db.ApplyAsync(unblocked);
    }
}
