using Community.Contracts.Social;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.Moderation;

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
