using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>
/// Called, after the commit, for every change that connected clients are to see at once, on this instance and all others. Each call is
/// quick, never throws and never waits: if a signal is lost, clients find the change in the history.
/// </summary>
internal interface IRealtimePublisher
{
    /// <summary>
    /// Messages were posted, seen without a particular viewer; calls for one channel come in the order of the numbers.
    /// </summary>
    void Posted(Guid channelId, IReadOnlyList<MessageView> messages);

    /// <summary>A message was edited or deleted.</summary>
    void MessageChanged(Guid channelId, Guid messageId, bool isDeleted);

    /// <summary>A user added or took back a reaction.</summary>
    void ReactionChanged(Guid channelId, Guid messageId, string emoji, Guid userId, bool isAdded);

    /// <summary>A thread was opened.</summary>
    void ThreadCreated(Guid communityId, Guid threadId);

    /// <summary>A user became a member of a community, or is none any more; their name, if it is known.</summary>
    void MembershipChanged(Guid communityId, Guid userId, bool isMember, AuthorView? person);

    /// <summary>
    /// A user may have lost rights to read (blocked, suspended, refunded, a community or thread deleted); null: any user.
    /// </summary>
    void RightsChanged(Guid? userId);

    /// <summary>A block between two people began or ended.</summary>
    void BlockChanged(Guid userId, Guid otherId)
    {
        RightsChanged(userId);
        RightsChanged(otherId);
    }

    /// <summary>
    /// Entries of people's logs may have changed, because a channel, a community or a person did: waiting clients are answered.
    /// </summary>
    /// <param name="places">The ids of the changed objects; a user's own id: that user's log.</param>
    void LogChanged(params IReadOnlyList<Guid> places);

    /// <summary>Sends something to the connected members of a community, without their having joined it.</summary>
    /// <param name="communityId">The community.</param>
    /// <param name="method">A method of <see cref="ICommunityClient"/>.</param>
    /// <param name="payload">Its argument.</param>
    /// <param name="about">The user whom it is about: people with a block do not get it. Null: no user.</param>
    void ForMembers(Guid communityId, string method, object payload, Guid? about = null);

    /// <summary>A user read a channel up to a number: the user's other devices follow.</summary>
    void Read(Guid userId, Guid channelId, long lastReadSeq);

    /// <summary>A person's name or picture changed, or is gone.</summary>
    void PersonChanged(Guid userId);

    /// <summary>Whether a user may have a client that receives it: if not, nothing needs to be read for <see cref="ForPerson"/>.</summary>
    bool MayReceive(Guid userId);

    /// <summary>Sends something to one user alone (a notification), as JSON in the form that the user's clients get.</summary>
    void ForPerson(Guid userId, string method, object payload);
}
