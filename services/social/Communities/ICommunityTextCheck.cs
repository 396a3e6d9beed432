using Community.Social.Data;

namespace Community.Social.Communities;

/// <summary>Looks at what a community says of itself, when it is founded and whenever its name, description or tags change.</summary>
internal interface ICommunityTextCheck
{
    /// <summary>Whether only its owners may see it until a moderator has looked. Asked in the transaction of the change.</summary>
    Task<bool> MustBeHeldAsync(SocialDb db, CommunityGroup community);
}

internal static class CommunityTextChecks
{
    /// <summary>Holds the community if one of the checks says so. What is held already stays so, whatever it says now.</summary>
    public static async Task CheckTextAsync(this SocialDb db, IEnumerable<ICommunityTextCheck> checks, CommunityGroup community, DateTimeOffset now)
    {
        foreach (var check in checks)
        {
            if (community.HeldAt is null && await check.MustBeHeldAsync(db, community))
            {
                community.HeldAt = CommunityRules.AsKept(now);
            }
        }
    }
}
