using Community.Contracts.Social;
using Community.Events.Data;
using MassTransit;

namespace Community.Events.Moderation;

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
