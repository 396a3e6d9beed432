using Community.Contracts.Social;
using Community.Events.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.People;

/// <summary>Content of one kind that moderators may have removed; each capability registers its own.</summary>
internal interface IRemovableContent
{
    /// <summary>The kind, as <see cref="ContentRemoved.ContentType"/> names it.</summary>
    string ContentType { get; }

    /// <summary>Removes it in the consumer's transaction; what is gone already stays gone.</summary>
    Task RemoveAsync(EventsDb db, Guid id, DateTimeOffset at);
}

/// <summary>Carries out what moderators decided. Content of other services is theirs to remove.</summary>
internal sealed class WhenContentRemoved(EventsDb db, IEnumerable<IRemovableContent> kinds) : IConsumer<ContentRemoved>
{
    public async Task Consume(ConsumeContext<ContentRemoved> context)
    {
        var removed = context.Message;
        foreach (var kind in kinds.Where(kind => kind.ContentType == removed.ContentType))
        {
            await kind.RemoveAsync(db, removed.ContentId, removed.OccurredAt.ToUniversalTime());
        }
    }
}

/// <summary>An event that was taken down is left to its organizer, who can still cancel it, and so refund who paid.</summary>
internal sealed class RemovableEvents : IRemovableContent
{
    public string ContentType => "event";

    public Task RemoveAsync(EventsDb db, Guid id, DateTimeOffset at) => db.Database.ExecuteSqlAsync($"""
        UPDATE events SET removed_at = {at}, version = version + 1 WHERE id = {id} AND removed_at IS NULL
        """);
}
