using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using MassTransit;

namespace Community.Messaging.Moderation;

/// <summary>Tells social whose the reported content is, so that moderators can decide about the author. Of what is not there nothing is told.</summary>
internal sealed class WhenContentReported(MessagingDb db, IEnumerable<IModeratedContent> kinds, TimeProvider clock) : IConsumer<ContentReported>
{
    public async Task Consume(ConsumeContext<ContentReported> context)
    {
        var reported = context.Message;
        foreach (var kind in kinds.Where(kind => kind.ContentType == reported.ContentType))
        {
            if (await kind.DescribeAsync(reported.ContentId, reported.ReportedBy) is { } found)
            {
                var now = clock.GetUtcNow();
                db.Publish(new ContentDescribed(
                    Guid.CreateVersion7(now), now, reported.ReportId, reported.Version, reported.ContentType, reported.ContentId,
                    found.AuthorId, found.CommunityId));
                await db.SaveChangesAsync();
            }
        }
    }
}

/// <summary>Carries out what moderators decided, and tells whose it is. Content of other services is theirs to remove.</summary>
internal sealed class WhenContentRemoved(IEnumerable<IModeratedContent> kinds, Notifier notifier) : IConsumer<ContentRemoved>
{
    public async Task Consume(ConsumeContext<ContentRemoved> context)
    {
        var removed = context.Message;
        Guid? author = null;
        foreach (var kind in kinds.Where(kind => kind.ContentType == removed.ContentType))
        {
            author = await kind.RemoveAsync(removed.ContentId, removed.Version, removed.OccurredAt.ToUniversalTime());
        }

        await notifier.TellOfContentAsync(removed.EventId, removed.ContentType, removed.ContentId, author, "removed");
    }
}

/// <summary>What was removed or kept back is there to be seen.</summary>
internal sealed class WhenContentRestored(IEnumerable<IModeratedContent> kinds, Notifier notifier) : IConsumer<ContentRestored>
{
    public async Task Consume(ConsumeContext<ContentRestored> context)
    {
        var restored = context.Message;
        Guid? author = null;
        foreach (var kind in kinds.Where(kind => kind.ContentType == restored.ContentType))
        {
            author = await kind.RestoreAsync(restored.ContentId, restored.Version);
        }

        await notifier.TellOfContentAsync(restored.EventId, restored.ContentType, restored.ContentId, author, "restored");
    }
}

/// <summary>Keeps the rules for all instances.</summary>
internal sealed class WhenModerationRulesChanged(MessagingDb db) : IConsumer<ModerationRulesChanged>
{
    public Task Consume(ConsumeContext<ModerationRulesChanged> context) => db.ApplyRulesAsync(context.Message.Version, context.Message.Rules);
}
