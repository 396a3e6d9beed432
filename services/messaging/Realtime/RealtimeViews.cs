using System.Text.Json;
using Community.Messaging.Calls;
using Community.Messaging.Messages;
using Community.Messaging.Threads;

namespace Community.Messaging.Realtime;

/// <summary>Somebody and a channel: typing, and coming and going.</summary>
internal sealed record ChannelPersonView(Guid ChannelId, Guid UserId);

/// <summary>Whether somebody is there: in a thread or chat, those who joined it; in a direct conversation, whoever is connected at all.</summary>
internal sealed record PresenceView(Guid ChannelId, Guid UserId, bool IsOnline);

/// <summary>Somebody and a community: becoming a member, and ceasing to be one.</summary>
internal sealed record MembershipView(Guid CommunityId, Guid UserId);

/// <summary>A channel's last messages, in the order of their numbers; what comes later comes as <c>new_message</c>.</summary>
/// <param name="ChannelId">Where.</param>
/// <param name="Messages">At most 50.</param>
/// <param name="LastSeq">The number of the last one; 0 where there is none.</param>
internal sealed record RecentMessagesView(Guid ChannelId, IReadOnlyList<MessageView> Messages, long LastSeq);

/// <summary>The reactions under a message, all of them, as they are now for the receiver.</summary>
internal sealed record ReactionsView(Guid ChannelId, Guid MessageId, IReadOnlyList<ReactionView> Reactions);

/// <summary>How far the person has read a channel, on whichever device.</summary>
internal sealed record ReadView(Guid ChannelId, long LastReadSeq);

/// <summary>What a client is told that it did not ask: a channel or community is there no more for it.</summary>
/// <param name="Code">A snake_case word.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="ChannelId">The channel or community.</param>
internal sealed record ErrorView(string Code, string Message, Guid? ChannelId);

/// <summary>The answer to joining a channel.</summary>
/// <param name="ChannelId">Its id, as later calls and messages name it.</param>
/// <param name="LastSeq">Up to which number the client has been told.</param>
internal sealed record JoinedView(Guid ChannelId, long LastSeq);

/// <summary>The answer to <c>Resume</c>.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Sent">How many missed messages were sent.</param>
/// <param name="LastSeq">From the number after this on, messages come by themselves.</param>
/// <param name="NextAfterSeq">Null: nothing else was missed. Otherwise what follows this number, up to <paramref name="LastSeq"/>, is to be read from the history (<c>after_seq</c>).</param>
internal sealed record ResumedView(Guid ChannelId, int Sent, long LastSeq, long? NextAfterSeq);

/// <summary>The whole vocabulary from the server to its clients; on the wire the names are in snake_case (<c>new_message</c>).</summary>
internal interface ICommunityClient
{
    /// <summary>Somebody became a member of a community that was joined.</summary>
    Task MemberJoined(MembershipView membership);

    /// <summary>Somebody is no member any more.</summary>
    Task MemberLeft(MembershipView membership);

    /// <summary>A thread was opened in a community that was joined.</summary>
    Task NewThread(ThreadView thread);

    /// <summary>Something was written: in the order of the numbers, each once.</summary>
    Task NewMessage(MessageView message);

    /// <summary>A message was changed.</summary>
    Task MessageUpdated(MessageView message);

    /// <summary>A message was deleted: what is left is its place.</summary>
    Task MessageDeleted(MessageView message);

    /// <summary>Somebody reacted, or took a reaction back.</summary>
    Task ReactionChanged(ReactionsView reactions);

    /// <summary>Somebody writes; it ends with <see cref="StopTyping"/>, or with the message.</summary>
    Task Typing(ChannelPersonView typist);

    /// <summary>Somebody writes no longer.</summary>
    Task StopTyping(ChannelPersonView typist);

    /// <summary>Somebody's first device joined a channel.</summary>
    Task UserJoined(ChannelPersonView person);

    /// <summary>Somebody's last device left a channel.</summary>
    Task UserLeft(ChannelPersonView person);

    /// <summary>After joining a channel: what was written there last.</summary>
    Task RecentMessages(RecentMessagesView recent);

    /// <summary>Somebody came or went.</summary>
    Task Presence(PresenceView presence);

    /// <summary>Something happened that is for this person alone.</summary>
    Task Notification(JsonElement notification);

    /// <summary>Another device of the same person has read.</summary>
    Task Read(ReadView read);

    /// <summary>A channel or community was left, because it is there no more for this person.</summary>
    Task Error(ErrorView error);

    /// <summary>Somebody calls; it rings until <see cref="CallAnsweredElsewhere"/> or <see cref="CallEnded"/>, or until it is answered here.</summary>
    Task CallRinging(CallView call);

    /// <summary>Another device of the same person is in the call now.</summary>
    Task CallAnsweredElsewhere(CallIdView call);

    /// <summary>Somebody joined the call, or came back with another device: connect with that.</summary>
    Task CallJoined(CallJoinedView joined);

    /// <summary>Somebody left the call, or will not come.</summary>
    Task CallLeft(CallLeftView left);

    /// <summary>The call is over for this device.</summary>
    Task CallEnded(CallEndedView ended);

    /// <summary>Another device in the call wants to connect with this one.</summary>
    Task CallSignal(CallSignalView signal);

    /// <summary>Somebody muted the microphone, or turned the camera on or off.</summary>
    Task CallMediaChanged(CallMediaView media);
}
