namespace Community.Messaging.Channels;

/// <summary>What somebody is to a channel, as the projections have it.</summary>
internal sealed record Standing
{
    public required Guid UserId { get; init; }

    /// <summary>How mentions name the person; null: not heard of yet.</summary>
    public string? UsernameKey { get; init; }

    public bool IsGuest { get; init; }

    /// <summary>Suspended or erased: nobody any more, for now or for good.</summary>
    public bool IsGone { get; init; }

    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Of a thread's community; null: no member.</summary>
    public string? Role { get; init; }

    public bool IsCommunityPublic { get; init; }

    /// <summary>Deleted, or never heard of, or hidden by moderators from this person.</summary>
    public bool IsCommunityGone { get; init; }

    /// <summary>Between the person and who opened the thread there is a block.</summary>
    public bool IsOpenerHidden { get; init; }

    /// <summary>Opened the thread.</summary>
    public bool IsOpener { get; init; }

    /// <summary>Runs the event.</summary>
    public bool IsOrganizer { get; init; }

    /// <summary>Has a confirmed registration for the event.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>One of the two of a direct conversation.</summary>
    public bool IsInPair { get; init; }

    /// <summary>The other one can be written to: is there, no guest, and no block is between the two.</summary>
    public bool IsPeerReachable { get; init; }
}

/// <summary>What somebody may do in a channel.</summary>
/// <param name="MayRead">Without it, the channel does not exist for the person.</param>
/// <param name="MayModerate">Pin, lock, and delete what others wrote.</param>
/// <param name="Refusal">Why the person may not write; null: may.</param>
internal readonly record struct Rights(bool MayRead, bool MayModerate, WriteRefusal? Refusal)
{
    public bool MayWrite => MayRead && Refusal is null;
}

internal enum WriteRefusal
{
    /// <summary>Reads a public community, and is no member.</summary>
    NotAMember,

    /// <summary>The thread is locked.</summary>
    Locked,

    /// <summary>Moderators have silenced the person.</summary>
    Muted,

    /// <summary>Guests look around.</summary>
    Guest,

    /// <summary>The other one is not there to be written to; why is not told.</summary>
    NotReachable,
}

/// <summary>
/// The one rule of who reads and writes where. Threads of public communities are read by everybody who is signed in and written by
/// members, all others are their members' alone; a conversation belongs to its two; an event's chat to who runs it and who is registered.
/// A thread of somebody with whom there is a block looks deleted, but not to those who moderate: nobody gets rid of them by a block. One that a rule
/// keeps back is there for its author and those who moderate.
/// <see cref="ReadableChannels"/> says the same as SQL.
/// </summary>
internal static class ChannelRights
{
    public static Rights Of(Channel channel, Standing standing, DateTimeOffset now)
    {
        if (channel.DeletedAt is not null || standing.IsGone)
        {
            return default;
        }

        var (mayRead, mayModerate) = channel.Kind switch
        {
            ChannelKind.Thread when standing.IsCommunityGone => default,
            ChannelKind.Thread when standing.Role is "owner" or "moderator" => (true, true),
            ChannelKind.Thread when channel.IsHeld && !standing.IsOpener => default,
            ChannelKind.Thread => ((standing.Role is not null || standing.IsCommunityPublic) && !standing.IsOpenerHidden, false),
            ChannelKind.Direct => (standing.IsInPair, false),
            _ => (standing.IsOrganizer || standing.IsRegistered, standing.IsOrganizer),
        };
        return mayRead ? new(true, mayModerate, RefusalOf(channel, standing, mayModerate, now)) : default;
    }

    private static WriteRefusal? RefusalOf(Channel channel, Standing standing, bool mayModerate, DateTimeOffset now) =>
        standing.IsGuest ? WriteRefusal.Guest
        : standing.MutedUntil > now ? WriteRefusal.Muted
        : channel.Kind == ChannelKind.Thread && standing.Role is null ? WriteRefusal.NotAMember
        : channel.Kind == ChannelKind.Direct && !standing.IsPeerReachable ? WriteRefusal.NotReachable
        : channel.IsLocked && !mayModerate ? WriteRefusal.Locked
        : null;
}
