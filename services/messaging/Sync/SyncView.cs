using Community.Messaging.Channels;
using Community.Messaging.Direct;
using Community.Messaging.Messages;
using Community.Messaging.Notifications;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Sync;

/// <summary>The state of the caller, or its changes since an earlier answer.</summary>
/// <param name="Token">Send it as <c>since</c> to get the changes after this answer.</param>
/// <param name="IsWhole">
/// True: this is the whole state; forget everything from earlier answers. False: apply it to the state, entry by entry.
/// </param>
/// <param name="UnreadNotifications">How many notifications the caller has not read.</param>
/// <param name="Channels">Channels that the caller wrote in or opened, and conversations; the last active first.</param>
/// <param name="ChannelsCursor">
/// Older channels: the <c>cursor</c> of <c>GET /sync/channels</c>. Null: there are none, or this is not the whole state.
/// </param>
/// <param name="Communities">Communities that the caller is a member of.</param>
/// <param name="Notifications">Notifications, the latest first.</param>
/// <param name="NotificationsCursor">
/// Older notifications: the <c>cursor</c> of <c>GET /notifications</c>. Null: there are none, or this is not the whole state.
/// </param>
/// <param name="Connections">
/// People with whom the caller is connected, and people who ask to be. Requests of the caller are in <c>GET /connections</c> only.
/// </param>
/// <param name="Registrations">The caller's registrations that are in force, the last changed first.</param>
/// <param name="Wallet">The caller's credits; null: unchanged, or there never were any.</param>
/// <param name="Plan">The caller's plan; null: unchanged, or it always was the free one.</param>
/// <param name="Subscription">The caller's subscription; null: unchanged, or there never was one.</param>
/// <param name="People">
/// People whose name or picture has changed since: of those who write in the caller's channels or are connected with the caller. Empty in
/// the whole state, where each entry has the present names.
/// </param>
/// <param name="Removed">Entries that are gone, or that the caller may not see any more.</param>
internal sealed record SyncView(
    string Token,
    bool IsWhole,
    long UnreadNotifications,
    IReadOnlyList<SyncChannel> Channels,
    string? ChannelsCursor,
    IReadOnlyList<SyncCommunity> Communities,
    IReadOnlyList<NotificationView> Notifications,
    string? NotificationsCursor,
    IReadOnlyList<SyncConnection> Connections,
    IReadOnlyList<SyncRegistration> Registrations,
    SyncWallet? Wallet,
    SyncPlan? Plan,
    SyncSubscription? Subscription,
    IReadOnlyList<AuthorView> People,
    IReadOnlyList<SyncRemoved> Removed
) : IHasExample<SyncView>
{
    /// <summary>Whether nothing has changed.</summary>
    internal bool IsEmpty =>
        !IsWhole
        && Channels.Count == 0
        && Communities.Count == 0
        && Notifications.Count == 0
        && Connections.Count == 0
        && Registrations.Count == 0
        && Wallet is null
        && Plan is null
        && Subscription is null
        && People.Count == 0
        && Removed.Count == 0;

    public static SyncView Example =>
        new(
            "k3vZ8XsicyI6IjE6MTouLi4ifQ",
            IsWhole: false,
            3,
            [SyncChannel.Example],
            null,
            [SyncCommunity.Example],
            [NotificationView.Example],
            null,
            [SyncConnection.Example],
            [SyncRegistration.Example],
            SyncWallet.Example,
            null,
            null,
            [AuthorView.Example],
            [SyncRemoved.Example]
        );
}

/// <summary>A channel in the caller's log. Exactly one of community, event and peer is given.</summary>
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
/// <param name="IsLocked">Whether only moderators can write there.</param>
/// <param name="LastSeq">The number of the last message; 0: there is none.</param>
/// <param name="LastReadSeq">The number of the last message that the caller has read; 0: none.</param>
/// <param name="Unread">Messages that the caller has not read.</param>
/// <param name="Mentions">Unread messages that mention the caller.</param>
/// <param name="Level">The notifications that the caller wants of it: <c>all</c>, <c>mentions</c> or <c>none</c>; null: not chosen.</param>
/// <param name="MutedUntil">Until when the caller muted it; null: not muted for a time.</param>
/// <param name="LastActivity">The time of the last message, or of the beginning.</param>
internal sealed record SyncChannel(
    Guid Id,
    string Kind,
    string? Title,
    PlaceView? Community,
    PlaceView? Event,
    PeerView? Peer,
    string MyRole,
    bool IsLocked,
    long LastSeq,
    long LastReadSeq,
    long Unread,
    long Mentions,
    string? Level,
    DateTimeOffset? MutedUntil,
    DateTimeOffset LastActivity
) : IHasExample<SyncChannel>
{
    public static SyncChannel Example =>
        new(
            MessageView.Example.ChannelId,
            ChannelKind.EventChat,
            "Simultaneous chess",
            null,
            new(Guid.Parse("0198c0de-0000-7000-8000-0000000000e0"), "Simultaneous chess"),
            null,
            "attendee",
            IsLocked: false,
            42,
            40,
            2,
            1,
            null,
            null,
            MessageView.Example.CreatedAt
        );
}

/// <summary>A community that the caller is a member of.</summary>
/// <param name="Id">The community's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>group</c>, <c>circle</c> or <c>community</c>.</param>
/// <param name="Visibility"><c>public</c>, <c>private</c> or <c>paid</c>.</param>
/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
/// <param name="Link">Where the community is read, relative to the gateway.</param>
internal sealed record SyncCommunity(Guid Id, string Name, string Kind, string Visibility, string Role, string Link)
    : IHasExample<SyncCommunity>
{
    public static SyncCommunity Example => Of(Guid.Parse("0198c0de-0000-7000-8000-0000000000cc"), "Chess", "group", "public", "member");

    public static SyncCommunity Of(Guid id, string name, string kind, string visibility, string role) =>
        new(id, name, kind, visibility, role, $"/api/v1/communities/{id}");
}

/// <summary>A connection of the caller, or a request to the caller.</summary>
/// <param name="Id">The connection's id.</param>
/// <param name="Person">The other person.</param>
/// <param name="Status"><c>connected</c>, or <c>incoming</c>: the other person asks, and the caller can accept or decline.</param>
internal sealed record SyncConnection(Guid Id, PeerView Person, string Status) : IHasExample<SyncConnection>
{
    public const string Connected = "connected";
    public const string Incoming = "incoming";

    public static SyncConnection Example => new(Guid.Parse("0198c0de-0000-7000-8000-0000000000b0"), PeerView.Example, Connected);
}

/// <summary>A registration of the caller for an event.</summary>
/// <param name="Id">The registration's id.</param>
/// <param name="Event">The event.</param>
/// <param name="Status"><c>pending</c> (to be paid), <c>waitlisted</c>, <c>confirmed</c> or <c>checked_in</c>.</param>
/// <param name="StartsAt">The event's start; null: not known yet.</param>
/// <param name="EndsAt">The event's end; null: not known yet.</param>
/// <param name="IsCancelled">Whether the event was cancelled.</param>
/// <param name="Link">Where the registration with its ticket is read, relative to the gateway.</param>
internal sealed record SyncRegistration(
    Guid Id,
    PlaceView Event,
    string Status,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    bool IsCancelled,
    string Link
) : IHasExample<SyncRegistration>
{
    public static SyncRegistration Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f0"),
            SyncChannel.Example.Event!,
            "confirmed",
            MessageView.Example.CreatedAt.AddDays(3),
            MessageView.Example.CreatedAt.AddDays(3).AddHours(2),
            IsCancelled: false,
            LinkOf(SyncChannel.Example.Event!.Id)
        );

    public static string LinkOf(Guid eventId) => $"/api/v1/events/{eventId}/status";
}

/// <summary>The caller's credits.</summary>
/// <param name="Balance">How many there are.</param>
/// <param name="Link">Where the entries are read, relative to the gateway.</param>
internal sealed record SyncWallet(long Balance, string Link) : IHasExample<SyncWallet>
{
    public static SyncWallet Example => new(120, Path);

    public const string Path = "/api/v1/wallet";
}

/// <summary>The caller's plan.</summary>
/// <param name="Plan"><c>free</c>, <c>premium</c>, <c>elite</c> or <c>lifetime_elite</c>.</param>
/// <param name="Until">When it ends unless it is renewed; null: no end.</param>
internal sealed record SyncPlan(string Plan, DateTimeOffset? Until) : IHasExample<SyncPlan>
{
    public static SyncPlan Example => new("premium", MessageView.Example.CreatedAt.AddDays(20));
}

/// <summary>The caller's subscription.</summary>
/// <param name="Plan">The plan that it is for.</param>
/// <param name="Status"><c>active</c>, <c>past_due</c>, <c>cancelling</c> or <c>ended</c>.</param>
/// <param name="CurrentPeriodEndsAt">End of the paid period; null: nothing is paid.</param>
internal sealed record SyncSubscription(string Plan, string Status, DateTimeOffset? CurrentPeriodEndsAt) : IHasExample<SyncSubscription>
{
    public static SyncSubscription Example => new("premium", "active", MessageView.Example.CreatedAt.AddDays(20));
}

/// <summary>An entry that is gone, or that the caller may not see any more.</summary>
/// <param name="Kind"><c>channel</c>, <c>community</c>, <c>notification</c>, <c>connection</c>, <c>registration</c> or
/// <c>person</c>.</param>
/// <param name="Id">The entry's id. An id that the client does not know is to be ignored.</param>
internal sealed record SyncRemoved(string Kind, Guid Id) : IHasExample<SyncRemoved>
{
    public static SyncRemoved Example => new(SyncKind.Channel, MessageView.Example.ChannelId);
}

/// <summary>Kinds of entries.</summary>
internal static class SyncKind
{
    public const string Channel = "channel";
    public const string Community = "community";
    public const string Notification = "notification";
    public const string Connection = "connection";
    public const string Registration = "registration";
    public const string Person = "person";
    public const string Wallet = "wallet";
    public const string Plan = "plan";
    public const string Subscription = "subscription";

    /// <summary>No entry: something has changed that can change any entry, so clients get the whole state.</summary>
    public const string Whole = "whole";
}
