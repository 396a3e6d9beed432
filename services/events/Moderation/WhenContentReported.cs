using Community.Contracts.Social;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.Moderation;

/// <summary>
/// Tells social the author of reported content, so that moderators can decide about the author. For content that does not exist, it
/// publishes nothing.
/// </summary>
internal sealed class WhenContentReported(EventsDb db, IEnumerable<IModeratedContent> kinds, EvidenceStore evidence, TimeProvider clock) : IConsumer<ContentReported>
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
                db.Publish(new ContentDescribed(
                    Guid.CreateVersion7(now), now, reported.ReportId, reported.Version, reported.ContentType, reported.ContentId, author, CommunityId: null));
            }
        }
    }
}
