using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>
/// Told, after its commit, of whatever connected clients are to see at once, on this instance and all others. Each call is quick,
/// never throws and never waits: what it loses, clients find in the history.
/// </summary>
internal interface INotices
{
    /// <summary>Messages were posted, as nobody in particular sees them; calls for one channel come in the order of the numbers.</summary>
    void Posted(Guid channelId, IReadOnlyList<MessageView> messages);

    /// <summary>A message was edited or deleted.</summary>
    void MessageChanged(Guid channelId, Guid messageId, bool isDeleted);

    /// <summary>Somebody added or took back a reaction.</summary>
    void ReactionChanged(Guid channelId, Guid messageId, string emoji, Guid userId, bool isAdded);

    /// <summary>A thread was opened.</summary>
    void ThreadCreated(Guid communityId, Guid threadId);

    /// <summary>Somebody became a member of a community, or is none any more.</summary>
    void MembershipChanged(Guid communityId, Guid userId, bool isMember);

    /// <summary>What somebody may read may be less than it was (blocked, suspended, refunded, a community or thread deleted); null: anybody.</summary>
    void RightsChanged(Guid? userId);

    /// <summary>There is a block between two people now, or none any more.</summary>
    void BlockChanged(Guid userId, Guid otherId)
    {
        RightsChanged(userId);
        RightsChanged(otherId);
    }

    /// <summary>Somebody read a channel up to a number: the person's other devices follow.</summary>
    void Read(Guid userId, Guid channelId, long lastReadSeq);

    /// <summary>A person has another name or picture now, or none any more.</summary>
    void PersonChanged(Guid userId);

    /// <summary>Whether somebody may have a client that hears it: if not, nothing needs to be read for <see cref="ForPerson"/>.</summary>
    bool MayHear(Guid userId);

    /// <summary>There is something new for a person alone (a notification): its JSON, as the person's clients get it.</summary>
    void ForPerson(Guid userId, string method, object payload);
}
