using Community.Sdk.Models;

namespace Community.Sdk.Realtime;

/// <summary>A user and a community.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The user.</param>
public sealed record HubMember(Guid CommunityId, Guid UserId);

/// <summary>A user and a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="UserId">The user.</param>
public sealed record HubPerson(Guid ChannelId, Guid UserId);

/// <summary>How readers reacted to a message.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Reactions">All of its reactions.</param>
public sealed record HubReactions(Guid ChannelId, Guid MessageId, IReadOnlyList<ReactionView> Reactions);

/// <summary>Whether a user is present in a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="UserId">The user.</param>
/// <param name="IsOnline">Whether a device of the user is there.</param>
public sealed record HubPresence(Guid ChannelId, Guid UserId, bool IsOnline);

/// <summary>The unread messages of a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="LastSeq">The number of its last message.</param>
/// <param name="LastReadSeq">Up to which message the user has read.</param>
/// <param name="Unread">Unread messages.</param>
/// <param name="Mentions">Unread messages that mention the user.</param>
public sealed record HubUnread(Guid ChannelId, long LastSeq, long LastReadSeq, long Unread, long Mentions);

/// <summary>A thread as it is now.</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="CommunityId">Its community.</param>
/// <param name="Title">Its title; null once deleted.</param>
/// <param name="IsPinned">Whether it is pinned.</param>
/// <param name="IsLocked">Whether only moderators may write in it.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
public sealed record HubThreadChange(Guid ThreadId, Guid CommunityId, string? Title, bool IsPinned, bool IsLocked, bool IsDeleted);

/// <summary>A community as it is now.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="Name">Its name; null once closed.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Visibility">Its visibility.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
public sealed record HubCommunityChange(Guid CommunityId, string? Name, string? Kind, string? Visibility, bool IsDeleted);

/// <summary>The user's role in a community.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="Role">The role.</param>
public sealed record HubRoleChange(Guid CommunityId, string Role);

/// <summary>A registration as it is now.</summary>
/// <param name="RegistrationId">The registration.</param>
/// <param name="EventId">Its event.</param>
/// <param name="Status">Its state.</param>
public sealed record HubTicketChange(Guid RegistrationId, Guid EventId, string Status);

/// <summary>Up to which message the user has read.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="LastReadSeq">The number of the last read message.</param>
public sealed record HubRead(Guid ChannelId, long LastReadSeq);

/// <summary>Why a subscription ended.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">A sentence.</param>
/// <param name="ChannelId">The channel; null: a community.</param>
public sealed record HubError(string Code, string Message, Guid? ChannelId);

/// <summary>The last messages of a channel.</summary>
internal sealed record HubRecent(Guid ChannelId, IReadOnlyList<MessageView> Messages, long LastSeq);

/// <summary>The answer to joining a channel.</summary>
internal sealed record HubJoined(Guid ChannelId, long LastSeq);

/// <summary>The answer to a resume.</summary>
internal sealed record HubResumed(Guid ChannelId, long LastSeq, long? NextAfterSeq);
