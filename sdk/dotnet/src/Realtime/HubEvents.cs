using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Community.Sdk.Models;

namespace Community.Sdk.Realtime;

/// <summary>An event of the hub with the type of its content.</summary>
/// <typeparam name="T">The content.</typeparam>
public sealed class HubEvent<T>
{
    internal HubEvent(string name, Func<JsonTypeInfo<T>> type) => (Name, Type) = (name, type);

    /// <summary>As docs/hub.md names it.</summary>
    public string Name { get; }

    internal Func<JsonTypeInfo<T>> Type { get; }

    internal T Read(JsonElement data) => data.Deserialize(Type())!;
}

/// <summary>The events of the hub; docs/hub.md says when each comes.</summary>
public static class HubEvents
{
    /// <summary>A user became a member of a community that the client subscribes to.</summary>
    public static HubEvent<HubMember> MemberJoined { get; } = new("member_joined", () => CommunityJson.Default.HubMember);

    /// <summary>A user is no longer a member of the community.</summary>
    public static HubEvent<HubMember> MemberLeft { get; } = new("member_left", () => CommunityJson.Default.HubMember);

    /// <summary>A thread was opened in a community that the client subscribes to.</summary>
    public static HubEvent<ThreadView> NewThread { get; } = new("new_thread", () => CommunityJson.Default.ThreadView);

    /// <summary>A message was posted. <see cref="HubChannel"/> has its messages in order and each once.</summary>
    public static HubEvent<MessageView> NewMessage { get; } = new("new_message", () => CommunityJson.Default.MessageView);

    /// <summary>A message was changed.</summary>
    public static HubEvent<MessageView> MessageUpdated { get; } = new("message_updated", () => CommunityJson.Default.MessageView);

    /// <summary>A message was deleted. Its number stays taken.</summary>
    public static HubEvent<MessageView> MessageDeleted { get; } = new("message_deleted", () => CommunityJson.Default.MessageView);

    /// <summary>A user added or removed a reaction.</summary>
    public static HubEvent<HubReactions> ReactionChanged { get; } = new("reaction_changed", () => CommunityJson.Default.HubReactions);

    /// <summary>A user is typing. It ends with <see cref="StopTyping"/> or with the message.</summary>
    public static HubEvent<HubPerson> Typing { get; } = new("typing", () => CommunityJson.Default.HubPerson);

    /// <summary>A user has stopped typing.</summary>
    public static HubEvent<HubPerson> StopTyping { get; } = new("stop_typing", () => CommunityJson.Default.HubPerson);

    /// <summary>A user's first device subscribed to a channel.</summary>
    public static HubEvent<HubPerson> UserJoined { get; } = new("user_joined", () => CommunityJson.Default.HubPerson);

    /// <summary>A user's last device left a channel.</summary>
    public static HubEvent<HubPerson> UserLeft { get; } = new("user_left", () => CommunityJson.Default.HubPerson);

    /// <summary>A user became present, or is no longer present.</summary>
    public static HubEvent<HubPresence> Presence { get; } = new("presence", () => CommunityJson.Default.HubPresence);

    /// <summary>A notification for this user.</summary>
    public static HubEvent<NotificationView> Notification { get; } = new("notification", () => CommunityJson.Default.NotificationView);

    /// <summary>The user has read notifications, on any device: how many are left.</summary>
    public static HubEvent<UnreadCount> NotificationsRead { get; } = new("notifications_read", () => CommunityJson.Default.UnreadCount);

    /// <summary>The user's log has changed; <see cref="CommunityHub.FollowAsync"/> follows it.</summary>
    public static HubEvent<SyncView> Sync { get; } = new("sync", () => CommunityJson.Default.SyncView);

    /// <summary>Messages were posted or deleted in a channel of the user's log that is not joined here.</summary>
    public static HubEvent<HubUnread> UnreadChanged { get; } = new("unread_changed", () => CommunityJson.Default.HubUnread);

    /// <summary>A thread was changed, pinned, locked or deleted, in a community of the user.</summary>
    public static HubEvent<HubThreadChange> ThreadUpdated { get; } = new("thread_updated", () => CommunityJson.Default.HubThreadChange);

    /// <summary>A community of the user was changed or closed.</summary>
    public static HubEvent<HubCommunityChange> CommunityUpdated { get; } =
        new("community_updated", () => CommunityJson.Default.HubCommunityChange);

    /// <summary>The user has another role in a community.</summary>
    public static HubEvent<HubRoleChange> RoleChanged { get; } = new("role_changed", () => CommunityJson.Default.HubRoleChange);

    /// <summary>A registration of the user was made, confirmed, used or ended.</summary>
    public static HubEvent<HubTicketChange> TicketChanged { get; } = new("ticket_changed", () => CommunityJson.Default.HubTicketChange);

    /// <summary>Another device of the user has read messages.</summary>
    public static HubEvent<HubRead> Read { get; } = new("read", () => CommunityJson.Default.HubRead);

    /// <summary>A subscription ended, because the user may no longer read the channel or community.</summary>
    public static HubEvent<HubError> Error { get; } = new("error", () => CommunityJson.Default.HubError);

    /// <summary>A call rings, until it is answered or over.</summary>
    public static HubEvent<CallView> CallRinging { get; } = new("call_ringing", () => CommunityJson.Default.CallView);

    /// <summary>Another device of the user has answered the call.</summary>
    public static HubEvent<JsonElement> CallAnsweredElsewhere { get; } = Raw("call_answered_elsewhere");

    /// <summary>A user joined the call, or returned with another device.</summary>
    public static HubEvent<JsonElement> CallJoined { get; } = Raw("call_joined");

    /// <summary>A user left or declined the call.</summary>
    public static HubEvent<JsonElement> CallLeft { get; } = Raw("call_left");

    /// <summary>The call is over for this device.</summary>
    public static HubEvent<JsonElement> CallEnded { get; } = Raw("call_ended");

    /// <summary>Another device in the call sends a WebRTC signal to this one.</summary>
    public static HubEvent<JsonElement> CallSignal { get; } = Raw("call_signal");

    /// <summary>A user muted the microphone, or turned the camera on or off.</summary>
    public static HubEvent<JsonElement> CallMediaChanged { get; } = Raw("call_media_changed");

    internal static HubEvent<HubRecent> RecentMessages { get; } = new("recent_messages", () => CommunityJson.Default.HubRecent);

    /// <summary>Every name.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        "member_joined",
        "member_left",
        "new_thread",
        "new_message",
        "message_updated",
        "message_deleted",
        "reaction_changed",
        "typing",
        "stop_typing",
        "user_joined",
        "user_left",
        "recent_messages",
        "presence",
        "notification",
        "notifications_read",
        "sync",
        "unread_changed",
        "thread_updated",
        "community_updated",
        "role_changed",
        "ticket_changed",
        "read",
        "error",
        "call_ringing",
        "call_answered_elsewhere",
        "call_joined",
        "call_left",
        "call_ended",
        "call_signal",
        "call_media_changed",
    ];

    private static HubEvent<JsonElement> Raw(string name) => new(name, () => CommunityJson.Default.JsonElement);
}
