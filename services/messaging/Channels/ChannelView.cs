using Community.Messaging.Direct;
using Community.Messaging.Messages;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Channels;

/// <summary>A channel, as its reader sees it. Exactly one of community, event and peer is given.</summary>
/// <param name="Id">The channel's id.</param>
/// <param name="Kind"><c>thread</c>, <c>direct</c> or <c>event_chat</c>.</param>
/// <param name="Title">A thread's title, an event's name, or the other person's name; null: not known.</param>
/// <param name="Community">Of a thread: its community.</param>
/// <param name="Event">Of an event's chat: the event.</param>
/// <param name="Peer">Of a conversation: the other person.</param>
/// <param name="MyRole">
/// In a thread <c>owner</c>, <c>moderator</c>, <c>member</c> or <c>reader</c> (of a public community); in an event's chat <c>organizer</c>
/// or <c>attendee</c>; in a conversation <c>participant</c>.
/// </param>
/// <param name="MayWrite">Whether the caller may write there now.</param>
/// <param name="Unread">Messages that the caller has not read.</param>
/// <param name="LastReadSeq">The number of the last message that the caller has read; 0: none.</param>
/// <param name="LastSeq">The number of the last message; 0: there is none.</param>
/// <param name="LastActivity">The time of the last message, or of the beginning.</param>
internal sealed record ChannelView(
    Guid Id,
    string Kind,
    string? Title,
    PlaceView? Community,
    PlaceView? Event,
    PeerView? Peer,
    string MyRole,
    bool MayWrite,
    long Unread,
    long LastReadSeq,
    long LastSeq,
    DateTimeOffset LastActivity
) : IHasExample<ChannelView>
{
    public static ChannelView Example =>
        new(
            MessageView.Example.ChannelId,
            ChannelKind.EventChat,
            "Simultaneous chess",
            null,
            new(Guid.Parse("0198c0de-0000-7000-8000-0000000000e0"), "Simultaneous chess"),
            null,
            "attendee",
            MayWrite: true,
            2,
            40,
            42,
            MessageView.Example.CreatedAt
        );
}

/// <summary>A community or an event, by its name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null: not known yet.</param>
internal sealed record PlaceView(Guid Id, string? Name);
