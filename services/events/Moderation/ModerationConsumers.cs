using Community.Contracts.Social;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.Moderation;

/// <summary>
/// Tells social the author of reported content, so that moderators can decide about the author. For content that does not exist, it
/// publishes nothing.
/// </summary>
internal sealed class WhenContentReported(EventsDb db, IEnumerable<IModeratedContent> kinds, EvidenceStore evidence, TimeProvider clock)
    : IConsumer<ContentReported>
{
    public async Task Consume(ConsumeContext<ContentReported> context)
    {
        var reported = context.Message;
        await evidence.TakeAsync(reported.ContentType, reported.ContentId, isFiled: true);
        await evidence.ApplyCaseAsync(reported.ContentType, reported.ContentId, reported.Version, decidedAt: null);
        foreach (var kind in kinds.Where(kind => kind.ContentType == reported.ContentType))
        {
            if (await kind.AuthorAsync(db, reported.ContentId) is { } author)
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
                        author,
                        CommunityId: null
                    )
                );
            }
        }
    }
}

/// <summary>Applies moderation decisions of social. Other services remove their own content.</summary>
internal sealed class WhenContentRemoved(EventsDb db, IEnumerable<IModeratedContent> kinds) : IConsumer<ContentRemoved>
{
    public async Task Consume(ConsumeContext<ContentRemoved> context)
    {
        var removed = context.Message;
        foreach (var kind in kinds.Where(kind => kind.ContentType == removed.ContentType))
        {
            await kind.ApplyAsync(db, removed.ContentId, removed.Version, removed.OccurredAt.ToUniversalTime());
        }
    }
}

/// <summary>An appeal was granted: the removed content is shown again.</summary>
internal sealed class WhenContentRestored(EventsDb db, IEnumerable<IModeratedContent> kinds) : IConsumer<ContentRestored>
{
    public async Task Consume(ConsumeContext<ContentRestored> context)
    {
        var restored = context.Message;
        foreach (var kind in kinds.Where(kind => kind.ContentType == restored.ContentType))
        {
            await kind.ApplyAsync(db, restored.ContentId, restored.Version, removedAt: null);
        }
    }
}

/// <summary>Keeps the evidence of a decided case for appeals, and then lets it be deleted.</summary>
internal sealed class WhenReportDecided(EvidenceStore evidence) : IConsumer<ReportDecided>
{
    public Task Consume(ConsumeContext<ReportDecided> context)
    {
        var decided = context.Message;
        return evidence.ApplyCaseAsync(decided.ContentType, decided.ContentId, decided.Version, decided.OccurredAt);
    }
}

internal sealed class WhenSanctionImposed(EventsDb db) : IConsumer<SanctionImposed>
{
    public Task Consume(ConsumeContext<SanctionImposed> context)
    {
        var imposed = context.Message;
        return imposed.Kind == "mute"
            ? db.ApplyMuteAsync(imposed.SanctionId, imposed.Version, imposed.UserId, imposed.Until, isLifted: false)
            : Task.CompletedTask;
    }
}

internal sealed class WhenSanctionLifted(EventsDb db) : IConsumer<SanctionLifted>
{
    public Task Consume(ConsumeContext<SanctionLifted> context)
    {
        var lifted = context.Message;
        return lifted.Kind == "mute"
            ? db.ApplyMuteAsync(lifted.SanctionId, lifted.Version, lifted.UserId, until: null, isLifted: true)
            : Task.CompletedTask;
    }
}
