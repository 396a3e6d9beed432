using Community.Companion.Data;
using Community.Contracts.Companion;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Badges;

/// <summary>A badge that a user has.</summary>
internal sealed class BadgeAward
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The name of one of <see cref="Badge.All"/>.</summary>
    public required string Badge { get; init; }

    public required DateTimeOffset AwardedAt { get; init; }
}

/// <summary>Gives badges in the transaction of the activity that earns them.</summary>
internal static class BadgeAwards
{
    /// <summary>Counts a user's activities, in one statement.</summary>
    public static Task<ActivityTotals> ActivityTotalsAsync(this CompanionDb db, Guid userId) =>
        db
            .Database.SqlQuery<ActivityTotals>(
                $"""
                SELECT (SELECT count(DISTINCT day) FROM check_ins WHERE user_id = {userId} AND note IS NOT NULL)::int AS days_with_notes,
                    (SELECT count(*) FROM connections WHERE is_connected AND (low_id = {userId} OR high_id = {userId}))::int AS connections,
                    (SELECT count(*) FROM memberships m WHERE m.user_id = {userId} AND m.is_member AND m.role = 'owner'
                        AND NOT EXISTS (SELECT FROM communities c WHERE c.id = m.community_id AND c.is_deleted))::int AS communities_owned,
                    (SELECT count(*) FROM memberships m WHERE m.user_id = {userId} AND m.is_member
                        AND NOT EXISTS (SELECT FROM communities c WHERE c.id = m.community_id AND c.is_deleted))::int AS communities,
                    coalesce((SELECT longest FROM streaks WHERE user_id = {userId}), 0) AS longest_streak,
                    (SELECT count(*) FROM enrolments WHERE user_id = {userId} AND completed_at IS NOT NULL)::int AS courses_completed
                """
            )
            .SingleAsync();

    /// <summary>The badges of a user that others see, the newest first.</summary>
    public static async Task<IReadOnlyList<EarnedBadge>> ShownBadgesAsync(
        this CompanionDb db,
        Guid userId,
        HttpRequest request,
        CancellationToken cancellationToken = default
    ) =>
        [
            .. from award in await db
                .BadgeAwards.AsNoTracking()
                .Where(award => award.UserId == userId)
                .OrderByDescending(award => award.AwardedAt)
                .ThenBy(award => award.Badge)
                .ToListAsync(cancellationToken)
            let badge = Badge.Named(award.Badge)
            where badge is { IsPrivate: false }
            select new EarnedBadge(badge.Name, badge.Title.For(request), badge.Description.For(request), award.AwardedAt),
        ];

    /// <summary>Gives the badges that are earned and not yet given. The caller saves.</summary>
    public static async Task AwardBadgesAsync(this CompanionDb db, Guid userId, DateTimeOffset now)
    {
        var totals = await db.ActivityTotalsAsync(userId);
        foreach (var badge in Badge.All.Where(badge => badge.Have(totals) >= badge.Need))
        {
            var id = Guid.CreateVersion7(now);
            if (
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO badge_awards (id, user_id, badge, awarded_at) VALUES ({id}, {userId}, {badge.Name}, {now}) ON CONFLICT DO NOTHING
                    """
                ) > 0
            )
            {
                db.Publish(
                    new BadgeEarned(Guid.CreateVersion7(now), now, id, Version: 1, userId, badge.Name, badge.ArabicName, badge.IsPrivate)
                );
            }
        }
    }
}
