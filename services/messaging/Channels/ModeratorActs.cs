namespace Community.Messaging.Channels;

/// <summary>
/// The acts of a channel's moderators, for the audit record of the fleet: owners and moderators of a community, and the organizer of an
/// event. An author's acts on their own threads and messages are not recorded.
/// </summary>
internal static class ModeratorActs
{
    public const string ThreadChanged = "thread_changed";
    public const string ThreadDeleted = "thread_deleted";
    public const string ThreadPinned = "thread_pinned";
    public const string ThreadUnpinned = "thread_unpinned";
    public const string ThreadLocked = "thread_locked";
    public const string ThreadUnlocked = "thread_unlocked";
    public const string MessageDeleted = "message_deleted";
}
