using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.EventChats;

/// <summary>
/// Finds an event's chat for its organizer and its registered users. The chat is made when the first of them asks for it.
/// </summary>
internal sealed class EventChatChannels(MessagingDb db, ChannelAccess channels, TimeProvider clock)
{
    /// <summary>The event's chat, as the caller finds it.</summary>
    /// <exception cref="ProblemException">404: there is none for the caller.</exception>
    public async Task<FoundChannel> RequireAsync(Guid eventId, Guid caller)
    {
        if (await FindIdAsync(eventId) is { } chat)
        {
            return await channels.RequireAsync(chat, caller, "chat");
        }

        var unmade = new Channel
        {
            Id = Guid.Empty,
            Kind = ChannelKind.EventChat,
            EventId = eventId,
        };
        if (!(await channels.InAsync(unmade, caller, toWrite: false)).Rights.MayRead)
        {
            throw ChannelAccess.NoSuch("chat");
        }

        var now = clock.GetKeptNow();
        await ChannelStore.OpenEventChatAsync(db, eventId, now);
        return await channels.RequireAsync((await FindIdAsync(eventId))!.Value, caller, "chat");
    }

    private Task<Guid?> FindIdAsync(Guid eventId) =>
        db
            .Channels.Where(channel => channel.Kind == ChannelKind.EventChat && channel.EventId == eventId)
            .Select(channel => (Guid?)channel.Id)
            .SingleOrDefaultAsync();
}
