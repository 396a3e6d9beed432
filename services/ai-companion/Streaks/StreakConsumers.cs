using Community.Companion.Data;
using Community.Contracts.Events;
using Community.Contracts.Social;
using MassTransit;

namespace Community.Companion.Streaks;

internal sealed class WhenRsvpCreated(CompanionDb db) : IConsumer<RsvpCreated>
{
    public Task Consume(ConsumeContext<RsvpCreated> context) => db.MarkActiveAsync(context.Message.UserId, context.Message.OccurredAt);
}

internal sealed class WhenAttendeeArrived(CompanionDb db) : IConsumer<AttendeeArrived>
{
    public Task Consume(ConsumeContext<AttendeeArrived> context) => db.MarkActiveAsync(context.Message.UserId, context.Message.OccurredAt);
}

internal sealed class WhenConnectionRequested(CompanionDb db) : IConsumer<ConnectionRequested>
{
    public Task Consume(ConsumeContext<ConnectionRequested> context) =>
        db.MarkActiveAsync(context.Message.FromUserId, context.Message.OccurredAt);
}
