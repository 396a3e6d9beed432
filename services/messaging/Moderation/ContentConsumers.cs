using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using MassTransit;

namespace Community.Messaging.Moderation;

/// <summary>
/// Tells social the author of the reported content, so that moderators can decide about the author. Nothing is published for content that
/// does not exist here.
/// </summary>
internal sealed class WhenContentReported(MessagingDb db, IEnumerable<IModeratedContent> kinds, EvidenceStore evidence, TimeProvider clock)
    : IConsumer<ContentReported>
{
    public async Task Consume(ConsumeContext<ContentReported> context)
    {
        var reported = context.Message;
        await evidence.TakeAsync(reported.ContentType, reported.ContentId, reported.ReportedBy, isFiled: true);
        await evidence.ApplyCaseAsync(reported.ContentType, reported.ContentId, reported.Version, decidedAt: null);
        foreach (var kind in kinds.Where(kind => kind.ContentType == reported.ContentType))
        {
            if (await kind.DescribeAsync(reported.ContentId, reported.ReportedBy) is { } found)
            {
                var now = clock.GetUtcNow();
                db.Publish(
                    new ContentDescribed(
                        Guid.CreateVersion7(now),
                        now,
                        reported.ReportId,
                        reported.Version,
                        reported.ContentType,
                        reported.ContentId,
                        found.AuthorId,
                        found.CommunityId
                    )
                );
                await db.SaveChangesAsync();
            }
        }
    }
}

/// <summary>
/// Carries out a decision of the moderators, and publishes the author of the content. Content of other services is left to them.
/// </summary>
internal sealed class WhenContentRemoved(MessagingDb db, IEnumerable<IModeratedContent> kinds, Notifier notifier)
    : IConsumer<ContentRemoved>
{
    public async Task Consume(ConsumeContext<ContentRemoved> context)
    {
        var removed = context.Message;
        Guid? author = null;
        foreach (var kind in kinds.Where(kind => kind.ContentType == removed.ContentType))
        {
            author = await kind.RemoveAsync(removed.ContentId, removed.Version, removed.OccurredAt.ToUniversalTime());
        }

        if (removed.ContentType == TargetType.Event)
        {
            await db.ForgetAnnouncementsAsync(removed.ContentId);
        }

        await notifier.NotifyOfContentAsync(db, removed.EventId, removed.ContentType, removed.ContentId, author, ModerationDetail.Removed);
    }
}

/// <summary>Shows content again that was removed or held back.</summary>
internal sealed class WhenContentRestored(MessagingDb db, IEnumerable<IModeratedContent> kinds, Notifier notifier)
    : IConsumer<ContentRestored>
{
    public async Task Consume(ConsumeContext<ContentRestored> context)
    {
        var restored = context.Message;
        Guid? author = null;
        foreach (var kind in kinds.Where(kind => kind.ContentType == restored.ContentType))
        {
            author = await kind.RestoreAsync(restored.ContentId, restored.Version);
        }

        await notifier.NotifyOfContentAsync(
            db,
            restored.EventId,
            restored.ContentType,
            restored.ContentId,
            author,
            ModerationDetail.Restored
        );
    }
}

/// <summary>Content that hit a rule of this service is evidence, too.</summary>
internal sealed class WhenContentFlagged(EvidenceStore evidence) : IConsumer<ContentFlagged>
{
    public Task Consume(ConsumeContext<ContentFlagged> context) =>
        evidence.TakeFlaggedAsync(context.Message.ContentType, context.Message.ContentId, context.Message.AuthorId);
}

/// <summary>The evidence of a decided case is kept for appeals, and then deleted.</summary>
internal sealed class WhenReportDecided(EvidenceStore evidence) : IConsumer<ReportDecided>
{
    public Task Consume(ConsumeContext<ReportDecided> context)
    {
        var decided = context.Message;
        return evidence.ApplyCaseAsync(decided.ContentType, decided.ContentId, decided.Version, decided.OccurredAt);
    }
}

/// <summary>Stores the rules for all instances.</summary>
internal sealed class WhenModerationRulesChanged(MessagingDb db) : IConsumer<ModerationRulesChanged>
{
    public Task Consume(ConsumeContext<ModerationRulesChanged> context) =>
        db.ApplyRulesAsync(context.Message.Version, context.Message.Rules);
}
