using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.Moderation.Rules;

internal sealed class WhenEventPublished(SocialDb db, TextChecks checks) : IConsumer<EventPublished>
{
    public Task Consume(ConsumeContext<EventPublished> context)
    {
        var e = context.Message;
        return checks.CheckAsync(db, Words.Of(ReportedContent.Event), e.CommunityEventId, e.OrganizerId, communityId: null, e.Name, e.OccurredAt);
    }
}

internal sealed class WhenEventUpdated(SocialDb db, TextChecks checks) : IConsumer<EventUpdated>
{
    public Task Consume(ConsumeContext<EventUpdated> context)
    {
        var e = context.Message;
        return checks.CheckAsync(db, Words.Of(ReportedContent.Event), e.CommunityEventId, e.OrganizerId, communityId: null, e.Name, e.OccurredAt);
    }
}

internal sealed class WhenThreadCreated(SocialDb db, TextChecks checks) : IConsumer<ThreadCreated>
{
    public Task Consume(ConsumeContext<ThreadCreated> context)
    {
        var thread = context.Message;
        return checks.CheckAsync(db, Words.Of(ReportedContent.Thread), thread.ThreadId, thread.CreatedBy, thread.CommunityId, thread.Title, thread.OccurredAt);
    }
}
