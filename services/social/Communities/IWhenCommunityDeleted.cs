using Community.Social.Data;

namespace Community.Social.Communities;

/// <summary>A reaction to the deletion of a community, such as refunding its payments.</summary>
internal interface IWhenCommunityDeleted
{
    /// <summary>
    /// Called in the transaction of the deletion, after the memberships have ended; events that it publishes commit with it.
    /// </summary>
    Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now);
}
