using Community.Platform.Data;
using Community.Social.Data;

namespace Community.Social.Communities;

internal static class CommunityTextChecks
{
    /// <summary>
    /// Holds the community if one of the checks requires it. A community that is held stays held, whatever its new texts are.
    /// </summary>
    public static async Task CheckTextAsync(
        this SocialDb db,
        IEnumerable<ICommunityTextCheck> checks,
        CommunityGroup community,
        DateTimeOffset now
    )
    {
        foreach (var check in checks)
        {
            if (community.HeldAt is null && await check.MustBeHeldAsync(db, community))
            {
                community.HeldAt = now.AsKept();
            }
        }
    }
}
