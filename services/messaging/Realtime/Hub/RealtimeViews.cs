using System.Text.Json;
using Community.Messaging.Calls;
using Community.Messaging.Messages;
using Community.Messaging.Notifications;
using Community.Messaging.Sync;
using Community.Messaging.Threads;

namespace Community.Messaging.Realtime;

/// <summary>A user and a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="Person">The user as others see them; null in <c>stop_typing</c>, and while the name is not known.</param>
internal sealed record ChannelPersonView(Guid ChannelId, Guid UserId, AuthorView? Person = null);

/// <summary>Whether a user is present. In a thread or chat: subscribed to it. In a direct conversation: connected at all.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="IsOnline">Whether they are present now.</param>
/// <param name="Person">The user as others see them; null while the name is not known.</param>
internal sealed record PresenceView(Guid ChannelId, Guid UserId, bool IsOnline, AuthorView? Person = null);

/// <summary>A user and a community.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="Person">The user as others see them; null while the name is not known.</param>
internal sealed record MembershipView(Guid CommunityId, Guid UserId, AuthorView? Person = null);

/// <summary>A channel's last messages, in the order of their numbers. Later ones come as <c>new_message</c>.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Messages">At most 50.</param>
/// <param name="LastSeq">The number of the last one; 0: there is none.</param>
internal sealed record RecentMessagesView(Guid ChannelId, IReadOnlyList<MessageView> Messages, long LastSeq);

/// <summary>All reactions under a message, as the receiver sees them.</summary>
internal sealed record ReactionsView(Guid ChannelId, Guid MessageId, IReadOnlyList<ReactionView> Reactions);

/// <summary>How far the user has read a channel, on any of their devices.</summary>
internal sealed record ReadView(Guid ChannelId, long LastReadSeq);

/// <summary>The client may no longer read a channel or community.</summary>
/// <param name="Code">A snake_case word.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="ChannelId">The channel or community.</param>
internal sealed record ErrorView(string Code, string Message, Guid? ChannelId);

/// <summary>The answer to joining a channel.</summary>
/// <param name="ChannelId">Its id, as later calls and messages name it.</param>
/// <param name="LastSeq">The number of the last message that was sent to the client.</param>
internal sealed record JoinedView(Guid ChannelId, long LastSeq);

/// <summary>The answer to <c>Resume</c>.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Sent">How many missed messages were sent.</param>
/// <param name="LastSeq">Messages after this number come by themselves.</param>
/// <param name="NextAfterSeq">
/// Null: the client has every message. Otherwise read the messages after this number, up to <paramref name="LastSeq"/>, from the history
/// (<c>after_seq</c>).
/// </param>
internal sealed record ResumedView(Guid ChannelId, int Sent, long LastSeq, long? NextAfterSeq);

/// <summary>The answer to <c>Subscribe</c>.</summary>
/// <param name="Token">The position up to which the client has the log.</param>
/// <param name="IsWhole">Whether the first <c>sync</c> has the whole state.</param>
internal sealed record SubscribedView(string Token, bool IsWhole);

/// <summary>How much of a channel the user has not read.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="LastSeq">The number of the last message.</param>
/// <param name="LastReadSeq">The number of the last message that the user has read; 0: none.</param>
/// <param name="Unread">Messages that the user has not read.</param>
/// <param name="Mentions">Unread messages that mention the user.</param>
internal sealed record UnreadChangedView(Guid ChannelId, long LastSeq, long LastReadSeq, long Unread, long Mentions);

/// <summary>A thread that was changed.</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="CommunityId">Its community.</param>
/// <param name="Title">Its title; null: it was deleted.</param>
/// <param name="IsPinned">Whether it is pinned to the top.</param>
/// <param name="IsLocked">Whether only moderators can write in it.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
internal sealed record ThreadChangedView(Guid ThreadId, Guid CommunityId, string? Title, bool IsPinned, bool IsLocked, bool IsDeleted);

/// <summary>A community that was changed.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="Name">Its name; null: it was closed.</param>
/// <param name="Kind"><c>group</c>, <c>circle</c> or <c>community</c>; null: it was closed.</param>
/// <param name="Visibility"><c>public</c>, <c>private</c> or <c>paid</c>; null: it was closed.</param>
/// <param name="IsDeleted">Whether it was closed.</param>
internal sealed record CommunityChangedView(Guid CommunityId, string? Name, string? Kind, string? Visibility, bool IsDeleted);

/// <summary>The user's role in a community.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
internal sealed record RoleChangedView(Guid CommunityId, string Role);

/// <summary>A registration of the user.</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="EventId">The event.</param>
/// <param name="Status">
/// <c>pending</c> (to be paid), <c>waitlisted</c>, <c>confirmed</c>, <c>checked_in</c>, <c>cancelled</c> or <c>expired</c>.
/// </param>
internal sealed record TicketChangedView(Guid RegistrationId, Guid EventId, string Status);

/// <summary>All events from the server to its clients; on the wire the names are in snake_case (<c>new_message</c>).</summary>
internal interface ICommunityClient
{
    /// <summary>A user became a member of a community that the client subscribes to.</summary>
    Task MemberJoined(MembershipView membership);

    /// <summary>A user is no longer a member of the community.</summary>
    Task MemberLeft(MembershipView membership);

    /// <summary>A thread was opened in a community that the client subscribes to.</summary>
    Task NewThread(ThreadView thread);

    /// <summary>A message was posted. Messages of a channel come in the order of their numbers, each once.</summary>
    Task NewMessage(MessageView message);

    /// <summary>A message was changed.</summary>
    Task MessageUpdated(MessageView message);

    /// <summary>A message was deleted. Its number stays taken.</summary>
    Task MessageDeleted(MessageView message);

    /// <summary>A user added or removed a reaction.</summary>
    Task ReactionChanged(ReactionsView reactions);

    /// <summary>A user is typing. It ends with <c>stop_typing</c> or with the message.</summary>
    Task Typing(ChannelPersonView typist);

    /// <summary>A user has stopped typing.</summary>
    Task StopTyping(ChannelPersonView typist);

    /// <summary>A user's first device subscribed to a channel.</summary>
    Task UserJoined(ChannelPersonView person);

    /// <summary>A user's last device left a channel.</summary>
    Task UserLeft(ChannelPersonView person);

    /// <summary>The last messages of a channel, after subscribing to it.</summary>
    Task RecentMessages(RecentMessagesView recent);

    /// <summary>A user became present, or is no longer present.</summary>
    Task Presence(PresenceView presence);

    /// <summary>A notification for this user.</summary>
    Task Notification(JsonElement notification);

    /// <summary>The user has read notifications, on any device: how many are left.</summary>
    Task NotificationsRead(UnreadCount left);

    /// <summary>
    /// After <c>Subscribe</c>: the user's log, first since the token or as a whole, then each time when it has changed. Keep its token.
    /// </summary>
    Task Sync(SyncView changes);

    /// <summary>
    /// After <c>Subscribe</c>: messages were posted or deleted in a channel of the user's log that this connection has not joined. Several
    /// messages may be one event.
    /// </summary>
    Task UnreadChanged(UnreadChangedView unread);

    /// <summary>A thread was changed, pinned, locked or deleted, in a community of the user.</summary>
    Task ThreadUpdated(ThreadChangedView thread);

    /// <summary>A community of the user was changed or closed.</summary>
    Task CommunityUpdated(CommunityChangedView community);

    /// <summary>The user has another role in a community.</summary>
    Task RoleChanged(RoleChangedView role);

    /// <summary>A registration of the user was made, confirmed, used or ended.</summary>
    Task TicketChanged(TicketChangedView ticket);

    /// <summary>Another device of the user has read messages.</summary>
    Task Read(ReadView read);

    /// <summary>A subscription ended, because the user may no longer read the channel or community.</summary>
    Task Error(ErrorView error);

    /// <summary>A call rings, until <c>call_answered_elsewhere</c> or <c>call_ended</c>, or until it is answered here.</summary>
    Task CallRinging(CallView call);

    /// <summary>Another device of the user has answered the call.</summary>
    Task CallAnsweredElsewhere(CallIdView call);

    /// <summary>A user joined the call, or returned with another device. Connect with that device.</summary>
    Task CallJoined(CallJoinedView joined);

    /// <summary>A user left or declined the call.</summary>
    Task CallLeft(CallLeftView left);

    /// <summary>The call is over for this device.</summary>
    Task CallEnded(CallEndedView ended);

    /// <summary>Another device in the call sends a WebRTC signal to this one.</summary>
    Task CallSignal(CallSignalView signal);

    /// <summary>A user muted the microphone, or turned the camera on or off.</summary>
    Task CallMediaChanged(CallMediaView media);
}
