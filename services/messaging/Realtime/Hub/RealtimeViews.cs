using System.Text.Json;
using Community.Messaging.Calls;
using Community.Messaging.Messages;
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
