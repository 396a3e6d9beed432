using Community.Companion.Badges;
using Community.Companion.Data;
using Community.Companion.People;
using Community.Contracts.Companion;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Streaks;

internal sealed class StreakRow
{
    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    public required int Days { get; init; }

    public required int Longest { get; init; }

    public required DateOnly LastDay { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    public Streak ToStreak() => new(Days, Longest, LastDay, LastAt);
}

/// <summary>Records that a user was active on one of their days: talked, checked in, learnt.</summary>
internal static class ActivityDays
{
    /// <summary>
    /// Works in the transaction of the activity, which holds the person: extends the streak, gives the badges that are earned by it, and
    /// marks the person for a search for opportunities. Its events are saved with the transaction's next <c>SaveChangesAsync</c>, which it
    /// calls itself.
    /// </summary>
    public static async Task MarkActiveAsync(this CompanionDb db, Person person, DateTimeOffset now)
    {
        var today = LocalDay.Of(person, now);
        await db.Database.ExecuteSqlAsync(
            $"""
            WITH first AS (INSERT INTO activity_days (user_id, day) VALUES ({person.Id}, {today}) ON CONFLICT DO NOTHING RETURNING user_id)
            INSERT INTO opportunity_turns (user_id, next_at) VALUES ({person.Id}, {now})
            ON CONFLICT (user_id) DO UPDATE SET next_at = least(opportunity_turns.next_at, excluded.next_at) WHERE EXISTS (SELECT FROM first)
            """
        );
        var row = (
            await db.Streaks.FromSql($"SELECT * FROM streaks WHERE user_id = {person.Id} FOR UPDATE").AsNoTracking().ToListAsync()
        ).SingleOrDefault();
        var streak = Streak.After(row?.ToStreak(), person, now);
        var isLonger = row is null || streak.LastDay > row.LastDay;
        var version = (row?.Version ?? 0) + (isLonger ? 1 : 0);
        var written = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO streaks (user_id, version, days, longest, last_day, last_at)
            VALUES ({person.Id}, {version}, {streak.Days}, {streak.Longest}, {streak.LastDay}, {streak.LastAt})
            ON CONFLICT (user_id) DO UPDATE SET
                version = excluded.version, days = excluded.days, longest = excluded.longest, last_day = excluded.last_day, last_at = excluded.last_at
            WHERE streaks.version < excluded.version OR (streaks.version = excluded.version AND streaks.last_at < excluded.last_at)
            """
        );
        if (isLonger && written > 0)
        {
            db.Publish(new StreakExtended(Guid.CreateVersion7(now), now, person.Id, version, streak.Days));
        }

        await db.AwardBadgesAsync(person.Id, now);
        await db.SaveChangesAsync();
    }
}
