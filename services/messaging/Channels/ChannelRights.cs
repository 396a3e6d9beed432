namespace Community.Messaging.Channels;

/// <summary>A person's relation to a channel, according to the projections.</summary>
internal sealed record Membership
{
    public required Guid UserId { get; init; }

    /// <summary>The name that mentions of the person use; null: not known yet.</summary>
    public string? UsernameKey { get; init; }

    public bool IsGuest { get; init; }

    /// <summary>Suspended or erased: the account is gone, for now or for good.</summary>
    public bool IsGone { get; init; }

    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Of a thread's community; null: the person is no member.</summary>
    public string? Role { get; init; }

    public bool IsCommunityPublic { get; init; }

    /// <summary>Deleted, or not known here, or hidden by moderators from this person.</summary>
    public bool IsCommunityGone { get; init; }

    /// <summary>There is a block between the person and the thread's opener.</summary>
    public bool IsOpenerHidden { get; init; }

    /// <summary>The person opened the thread.</summary>
    public bool IsOpener { get; init; }

    /// <summary>The person is the event's organizer.</summary>
    public bool IsOrganizer { get; init; }

    /// <summary>The person has a confirmed registration for the event.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>The person is one of the two of a direct conversation.</summary>
    public bool IsInPair { get; init; }

    /// <summary>The other person can be written to: has an account, is no guest, and no block is between the two.</summary>
    public bool IsPeerReachable { get; init; }
}

/// <summary>A person's rights in a channel.</summary>
/// <param name="MayRead">Without it, the channel does not exist for the person.</param>
/// <param name="MayModerate">Pin, lock, and delete messages of others.</param>
/// <param name="Refusal">Why the person may not write; null: they may.</param>
internal readonly record struct Rights(bool MayRead, bool MayModerate, WriteRefusal? Refusal)
{
    public bool MayWrite => MayRead && Refusal is null;
}

internal enum WriteRefusal
{
    /// <summary>The person reads a public community, but is no member.</summary>
    NotAMember,

    /// <summary>The thread is locked.</summary>
    Locked,

    /// <summary>Moderators have muted the person.</summary>
    Muted,

    /// <summary>The person is a guest: guests only read.</summary>
    Guest,

    /// <summary>The other person cannot be written to; the reason is not given.</summary>
    NotReachable,
}

/// <summary>
/// The single rule for the rights to read and write in channels. Every signed-in user reads the threads of public communities; members
/// write in them. Threads of other communities belong to their members alone. A conversation belongs to its two people. An event's chat
/// belongs to the organizer and the registered users. If there is a block between a user and a thread's opener, the thread looks deleted to
/// that user, but not to moderators: a block does not exclude them. A thread that a rule holds back exists only for its author and the
/// moderators.
/// <see cref="ReadableChannels"/> says the same as SQL.
/// </summary>
internal static class ChannelRights
{
    public static Rights Of(Channel channel, Membership membership, DateTimeOffset now)
    {
        if (channel.DeletedAt is not null || membership.IsGone)
        {
            return default;
        }

        var (mayRead, mayModerate) = channel.Kind switch
        {
            ChannelKind.Thread when membership.IsCommunityGone => default,
            ChannelKind.Thread when membership.Role is "owner" or "moderator" => (true, true),
            ChannelKind.Thread when channel.IsHeld && !membership.IsOpener => default,
            ChannelKind.Thread => ((membership.Role is not null || membership.IsCommunityPublic) && !membership.IsOpenerHidden, false),
            ChannelKind.Direct => (membership.IsInPair, false),
            _ => (membership.IsOrganizer || membership.IsRegistered, membership.IsOrganizer),
        };
        return mayRead ? new(true, mayModerate, RefusalOf(channel, membership, mayModerate, now)) : default;
    }

    private static WriteRefusal? RefusalOf(Channel channel, Membership membership, bool mayModerate, DateTimeOffset now) =>
        membership.IsGuest ? WriteRefusal.Guest
        : membership.MutedUntil > now ? WriteRefusal.Muted
        : channel.Kind == ChannelKind.Thread && membership.Role is null ? WriteRefusal.NotAMember
        : channel.Kind == ChannelKind.Direct && !membership.IsPeerReachable ? WriteRefusal.NotReachable
        : channel.IsLocked && !mayModerate ? WriteRefusal.Locked
        : null;
}
