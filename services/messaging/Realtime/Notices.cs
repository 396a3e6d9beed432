using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>Nobody is connected.</summary>
internal sealed class Notices : INotices
{
    public void Posted(Guid channelId, IReadOnlyList<Message> messages) { }

    public void MessageChanged(Guid channelId, Guid messageId, bool isDeleted) { }

    public void ReactionChanged(Guid channelId, Guid messageId, string emoji, Guid userId, bool isAdded) { }

    public void ThreadCreated(Guid communityId, Guid threadId) { }

    public void MembershipChanged(Guid communityId, Guid userId, bool isMember) { }

    public void RightsChanged(Guid? userId) { }

    public void Read(Guid userId, Guid channelId, long lastReadSeq) { }

    public void ForPerson(Guid userId, string method, object payload) { }
}
