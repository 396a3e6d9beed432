using Community.Social.Data;

namespace Community.Social.Communities;

/// <summary>Checks the texts of a community, when it is founded and whenever its name, description, rules or tags change.</summary>
internal interface ICommunityTextCheck
{
    /// <summary>Whether only its owners may see it until a moderator has checked it. Called in the transaction of the change.</summary>
    Task<bool> MustBeHeldAsync(SocialDb db, CommunityGroup community);
}
