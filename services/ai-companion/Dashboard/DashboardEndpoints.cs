using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Streaks;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Dashboard;

/// <summary>The caller's path at a glance.</summary>
internal static class DashboardEndpoints
{
    public static void MapDashboard(this IEndpointRouteBuilder api) =>
        api.MapGroup("/companion/dashboard")
            .WithTags("Daily path")
            .RequireAuthorization(Policies.SignedIn)
            .MapGet("/", ShowAsync)
            .NotStored("how the caller feels");

    /// <summary>Shows the caller's streak, belonging, learning and growth, and the message of the day.</summary>
    /// <remarks>
    /// All counts use the caller's own days (<c>PUT /companion/settings</c>). The message is in Arabic if the client prefers it.
    /// </remarks>
    private static async Task<Results<Ok<DashboardView>, ForbiddenProblem>> ShowAsync(
        ClaimsPrincipal caller,
        HttpRequest request,
        Actors actors,
        CompanionDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var now = clock.GetUtcNow();
        var today = LocalDay.Of(me, now);
        var facts = await ReadAsync(db, me.Id, me.TimeZone ?? "UTC", today, cancellationToken);
        var streak = facts.LastDay is null ? null : new Streak(facts.StreakDays, facts.Longest, facts.LastDay.Value, facts.LastAt!.Value);
        return TypedResults.Ok(
            new DashboardView(
                streak?.LengthAt(me, now) ?? 0,
                facts.Longest,
                facts.Connections,
                facts.CirclesJoined,
                facts.CoursesInProgress,
                Growth.PathProgress(new(facts.ActiveDays, facts.CheckInDays, 0)),
                Growth.Weekly(
                    new(facts.ActiveThisWeek, facts.CheckInsThisWeek, facts.ModulesThisWeek),
                    new(facts.ActiveLastWeek, facts.CheckInsLastWeek, facts.ModulesLastWeek)
                ),
                DailyMessages.Of(me.Id, today).For(request),
                facts.Badges,
                facts.HasCheckedInToday
            )
        );
    }

    private static Task<Facts> ReadAsync(CompanionDb db, Guid userId, string zone, DateOnly today, CancellationToken cancellationToken)
    {
        var (path, week, before) = (today.AddDays(1 - Growth.PathDays), today.AddDays(-6), today.AddDays(-13));
        return db
            .Database.SqlQuery<Facts>(
                $"""
                SELECT coalesce(s.days, 0) AS streak_days, coalesce(s.longest, 0) AS longest, s.last_day, s.last_at,
                    (SELECT count(*) FROM connections WHERE is_connected AND (low_id = {userId} OR high_id = {userId}))::int AS connections,
                    (SELECT count(*) FROM memberships m JOIN communities c ON c.id = m.community_id
                        WHERE m.user_id = {userId} AND m.is_member AND c.kind = 'circle' AND NOT c.is_deleted)::int AS circles_joined,
                    (SELECT count(*) FROM enrolments e WHERE e.user_id = {userId} AND e.completed_at IS NULL AND EXISTS (
                        SELECT FROM module_progress p WHERE p.enrolment_id = e.id AND p.completed_at IS NOT NULL))::int AS courses_in_progress,
                    a.path AS active_days, a.week AS active_this_week, a.before AS active_last_week,
                    c.path AS check_in_days, c.week AS check_ins_this_week, c.before AS check_ins_last_week, c.today AS has_checked_in_today,
                    l.week AS modules_this_week, l.before AS modules_last_week,
                    ARRAY(SELECT badge FROM badge_awards WHERE user_id = {userId} ORDER BY awarded_at, badge) AS badges
                FROM (SELECT 1) one
                LEFT JOIN streaks s ON s.user_id = {userId}
                CROSS JOIN (
                    SELECT count(*) FILTER (WHERE day >= {path})::int AS path, count(*) FILTER (WHERE day >= {week})::int AS week,
                        count(*) FILTER (WHERE day >= {before} AND day < {week})::int AS before
                    FROM activity_days WHERE user_id = {userId} AND day BETWEEN {path} AND {today}) a
                CROSS JOIN (
                    SELECT count(DISTINCT day)::int AS path, count(DISTINCT day) FILTER (WHERE day >= {week})::int AS week,
                        count(DISTINCT day) FILTER (WHERE day >= {before} AND day < {week})::int AS before,
                        coalesce(bool_or(day = {today}), false) AS today
                    FROM check_ins WHERE user_id = {userId} AND day BETWEEN {path} AND {today}) c
                CROSS JOIN (
                    SELECT count(*) FILTER (WHERE day >= {week})::int AS week, count(*) FILTER (WHERE day < {week})::int AS before
                    FROM (SELECT (p.completed_at AT TIME ZONE {zone})::date AS day FROM module_progress p JOIN enrolments e ON e.id = p.enrolment_id
                        WHERE e.user_id = {userId}) done
                    WHERE day BETWEEN {before} AND {today}) l
                """
            )
            .SingleAsync(cancellationToken);
    }

    private sealed record Facts(
        int StreakDays,
        int Longest,
        DateOnly? LastDay,
        DateTimeOffset? LastAt,
        int Connections,
        int CirclesJoined,
        int CoursesInProgress,
        int ActiveDays,
        int ActiveThisWeek,
        int ActiveLastWeek,
        int CheckInDays,
        int CheckInsThisWeek,
        int CheckInsLastWeek,
        bool HasCheckedInToday,
        int ModulesThisWeek,
        int ModulesLastWeek,
        string[] Badges
    );
}

/// <summary>The caller's path at a glance.</summary>
/// <param name="Streak">The caller's days in a row; 0 once a day was missed.</param>
/// <param name="LongestStreak">The caller's longest streak.</param>
/// <param name="Connections">How many people the caller is connected with.</param>
/// <param name="CirclesJoined">How many circles the caller belongs to.</param>
/// <param name="CoursesInProgress">Courses that are begun and not completed.</param>
/// <param name="EmotionalPathProgress">0 to 100, of the last 28 days.</param>
/// <param name="WeeklyGrowth">-100 to 100: the last seven days compared with the seven before.</param>
/// <param name="DailyMessage">The message of the day.</param>
/// <param name="Badges">The caller's badges, the first one first.</param>
/// <param name="HasCheckedInToday">Whether there is a check-in of today.</param>
internal sealed record DashboardView(
    int Streak,
    int LongestStreak,
    int Connections,
    int CirclesJoined,
    int CoursesInProgress,
    int EmotionalPathProgress,
    int WeeklyGrowth,
    string DailyMessage,
    IReadOnlyList<string> Badges,
    bool HasCheckedInToday
) : IHasExample<DashboardView>
{
    public static DashboardView Example => new(5, 12, 8, 2, 1, 64, 12, "You showed up — that's enough.", ["Steady"], true);
}
