using Community.People;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Plans;

/// <summary>Writes payments' integration events about plans and boosts; the newest version of a user counts.</summary>
internal static class PlanProjection
{
    public static Task ApplyBoostAsync(this SocialDb db, Guid userId, long version, DateTimeOffset until) =>
        db.InTransactionAsync(async () =>
        {
            if (await db.HoldAsync(userId))
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO boosts (user_id, version, boosted_until) VALUES ({userId}, {version}, {until.ToUniversalTime()})
                    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, boosted_until = excluded.boosted_until
                    WHERE boosts.version < excluded.version
                    """
                );
            }
        });
}
