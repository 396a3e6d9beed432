using Community.Social.Data;

namespace Community.Social.Communities;

/// <summary>Something that has to follow when a community is deleted, such as giving back what was paid for it.</summary>
internal interface IWhenCommunityDeleted
{
    /// <summary>In the transaction of the deletion, after its memberships have ended; what is published commits with it.</summary>
    Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now);
}
