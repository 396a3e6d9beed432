using Community.Companion.Badges;
using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Companion.People;
using Community.Companion.Streaks;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Community.Companion.Opportunities;

/// <summary>
/// Finds opportunities for a person, from the fleet's integration events, the semantic index and the person's activities here. Each finding
/// has its reason in words. Leaves out people hidden by a block, private or removed things, and everything that was pointed out before.
/// </summary>
internal sealed class OpportunityFinder(CompanionDb db)
{
    private const int EachAtMost = 3;

    /// <summary>The score of a thing whose meaning is the same as the profile's; below that of one that shares an interest.</summary>
    private const double MeaningScore = 50;

    /// <summary>The score of a thing that is only near, or only has many members: any other reason is better.</summary>
    private const int KnownScore = 20;

    private const int PauseDays = 3;
    private const int LongPauseDays = 30;
    private static readonly TimeSpan Lasting = TimeSpan.FromDays(14);

    /// <summary>The opportunities, the best first.</summary>
    /// <param name="person">The person.</param>
    /// <param name="alike">Things that come close to the person's profile by their meaning, the best first.</param>
    /// <param name="now">The present.</param>
    public async Task<List<Candidate>> FindAsync(Person person, IReadOnlyList<FoundItem> alike, DateTimeOffset now)
    {
        List<Candidate> found =
        [
            .. await AlikeAsync(person, alike, now),
            .. person.Interests.Length == 0 ? await KnownAsync(person, now) : [],
            .. await CirclesAsync(person, now),
            .. await PeopleAsync(person, now),
            .. await EventsAsync(person, now),
            .. await CoursesAsync(person, now),
        ];
        if (await db.Streaks.AsNoTracking().SingleOrDefaultAsync(streak => streak.UserId == person.Id) is { } row)
        {
            found.AddRange(OwnPath(person, row.ToStreak(), now));
        }

        // A thing that shares an interest word for word has the better reason, and the higher score.
        return
        [
            .. found
                .OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => candidate.About, StringComparer.Ordinal)
                .DistinctBy(candidate => candidate.About, StringComparer.Ordinal),
        ];
    }

    /// <summary>Things by their meaning, without those that the person has: joined, registered for, or enrolled in.</summary>
    private async Task<IEnumerable<Candidate>> AlikeAsync(Person person, IReadOnlyList<FoundItem> alike, DateTimeOffset now)
    {
        var (kinds, ids) = (alike.Select(item => item.Kind).ToArray(), alike.Select(item => item.Id).ToArray());
        var fitting = await db
            .Database.SqlQuery<Fitting>(
                $"""
                SELECT a.id, (SELECT e.starts_at FROM events e WHERE a.kind = 'event' AND e.id = a.id) AS at FROM unnest({kinds}::text[], {ids}::uuid[]) AS a (kind, id)
                WHERE NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {person.Id} AND o.about = a.kind || ':' || a.id) AND CASE a.kind
                    WHEN 'community' THEN NOT EXISTS (SELECT FROM memberships m WHERE m.community_id = a.id AND m.user_id = {person.Id})
                    WHEN 'event' THEN EXISTS (
                            SELECT FROM events e WHERE e.id = a.id AND e.visibility = 'public' AND e.organizer_id IS DISTINCT FROM {person.Id}
                            AND e.starts_at BETWEEN {now.AddHours(2)} AND {now.AddDays(
                    14
                )} AND (lower(e.region) = lower({person.Region}) OR lower(e.city) = lower({person.City})))
                        AND NOT EXISTS (SELECT FROM registrations r WHERE r.user_id = {person.Id} AND r.event_id = a.id AND r.is_confirmed)
                    ELSE NOT EXISTS (SELECT FROM enrolments e WHERE e.user_id = {person.Id} AND e.course_id = a.id) END
                """
            )
            .ToListAsync();
        return from item in alike
            join fit in fitting on item.Id equals fit.Id
            select new Candidate(
                (int)(MeaningScore * item.Score),
                OpportunityKind.Opportunity,
                item.Kind,
                item.Id,
                $"{item.Kind}:{item.Id}",
                OpportunityText.Alike(item.Title, [.. person.Interests.Take(EachAtMost)]),
                item.ActionLink,
                fit.At ?? now + Lasting
            );
    }

    /// <summary>
    /// For a person without interests: the public circles and events of their region, then the circles that most have joined.
    /// </summary>
    private async Task<IEnumerable<Candidate>> KnownAsync(Person person, DateTimeOffset now) =>
        from known in await db
            .Database.SqlQueryRaw<KnownThing>(
                KnownThings,
                person.Id,
                Text(person.Region),
                Text(person.City),
                now.AddHours(2),
                now.AddDays(14),
                EachAtMost,
                now
            )
            .ToListAsync()
        select new Candidate(
            known.IsNear ? KnownScore + 5 : KnownScore,
            OpportunityKind.Opportunity,
            known.Kind,
            known.Id,
            $"{known.Kind}:{known.Id}",
            OpportunityText.Known(known.Title, known.IsNear),
            ActionLink.To(known.Kind, known.Id),
            known.At ?? now + Lasting
        );

    private static readonly string KnownThings = $$"""
        (SELECT 'community' AS kind, c.id, c.name AS title, coalesce(lower(c.region) = lower({1}), false) AS is_near, NULL::timestamptz AS at
        FROM communities c
        WHERE c.version > 0 AND NOT c.is_deleted AND NOT c.is_hidden AND c.visibility = 'public'
            AND NOT EXISTS (SELECT FROM memberships m WHERE m.community_id = c.id AND m.user_id = {0})
            AND NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {0} AND o.about = 'community:' || c.id)
        ORDER BY is_near DESC, (SELECT count(*) FROM memberships m WHERE m.community_id = c.id) DESC, c.id
        LIMIT {5})
        UNION ALL
        (SELECT 'event', e.id, e.name, true, e.starts_at
        FROM events e
        WHERE e.version > 0 AND NOT e.is_cancelled AND NOT e.is_removed AND e.visibility = 'public' AND e.starts_at BETWEEN {3} AND {4}
            AND (lower(e.region) = lower({1}) OR lower(e.city) = lower({2})) AND e.organizer_id IS DISTINCT FROM {0}
            AND {{SeenItems.OrganizerIsSeen("e", "{0}", "{6}")}}
            AND NOT EXISTS (SELECT FROM registrations r WHERE r.user_id = {0} AND r.event_id = e.id AND r.is_confirmed)
            AND NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {0} AND o.about = 'event:' || e.id)
        ORDER BY e.starts_at, e.id
        LIMIT {5})
        """;

    private async Task<IEnumerable<Candidate>> CirclesAsync(Person person, DateTimeOffset now) =>
        from fit in await db
            .Database.SqlQuery<Fit>(
                $"""
                SELECT c.id, c.name, shared.words AS shared, coalesce(lower(c.region) = lower({person.Region}), false) AS is_near, NULL::timestamptz AS at
                FROM communities c CROSS JOIN LATERAL (
                    SELECT ARRAY(SELECT DISTINCT lower(word) FROM unnest(c.tags || c.category) word WHERE lower(word) = ANY ({person.Interests})) AS words) shared
                WHERE c.version > 0 AND NOT c.is_deleted AND NOT c.is_hidden AND c.visibility = 'public'
                    AND (c.tags && {person.Interests} OR lower(c.category) = ANY ({person.Interests}))
                    AND NOT EXISTS (SELECT FROM memberships m WHERE m.community_id = c.id AND m.user_id = {person.Id})
                    AND NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {person.Id} AND o.about = 'community:' || c.id)
                ORDER BY cardinality(shared.words) DESC, coalesce(lower(c.region) = lower({person.Region}), false) DESC, c.id
                LIMIT {EachAtMost}
                """
            )
            .ToListAsync()
        select new Candidate(
            ScoreOf(fit),
            OpportunityKind.Opportunity,
            OpportunityTarget.Community,
            fit.Id,
            $"community:{fit.Id}",
            OpportunityText.Circle(fit.Name, fit.Shared, fit.IsNear),
            $"/communities/{fit.Id}",
            now + Lasting
        );

    private async Task<IEnumerable<Candidate>> PeopleAsync(Person person, DateTimeOffset now) =>
        from fit in await db
            .Database.SqlQuery<Fit>(
                $"""
                SELECT p.id, coalesce(p.full_name, p.username) AS name, shared.words AS shared, true AS is_near, NULL::timestamptz AS at
                FROM people p CROSS JOIN LATERAL (SELECT ARRAY(SELECT unnest(p.interests) INTERSECT SELECT unnest({person.Interests}::text[])) AS words) shared
                WHERE lower(p.region) = lower({person.Region}) AND p.profile_version > 0 AND NOT p.is_erased AND p.id <> {person.Id} AND NOT p.is_guest
                    AND NOT (p.is_suspended AND (p.suspended_until IS NULL OR p.suspended_until > {now})) AND p.interests && {person.Interests}
                    AND cardinality(shared.words) >= 2
                    AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = {person.Id} AND h.other_id = p.id)
                    AND NOT EXISTS (SELECT FROM connections c WHERE c.low_id = least(p.id, {person.Id}) AND c.high_id = greatest(p.id, {person.Id}))
                    AND NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {person.Id} AND o.about = 'person:' || p.id)
                ORDER BY cardinality(shared.words) DESC, p.id LIMIT {EachAtMost}
                """
            )
            .ToListAsync()
        select new Candidate(
            ScoreOf(fit) - 10,
            OpportunityKind.Connection,
            OpportunityTarget.Person,
            fit.Id,
            $"person:{fit.Id}",
            OpportunityText.Person(fit.Name, fit.Shared),
            $"/users/{fit.Id}",
            now + Lasting
        );

    private static readonly string Events = $$"""
        SELECT e.id, e.name, shared.words AS shared, true AS is_near, e.starts_at AS at
        FROM events e CROSS JOIN LATERAL (
            SELECT ARRAY(SELECT interest FROM unnest({0}::text[]) interest
                WHERE interest IN (lower(e.category), lower(e.event_type)) OR strpos(lower(e.name), interest) > 0) AS words) shared
        WHERE e.version > 0 AND NOT e.is_cancelled AND NOT e.is_removed AND e.visibility = 'public'
            AND e.starts_at BETWEEN {1} AND {2}
            AND (lower(e.region) = lower({3}) OR lower(e.city) = lower({4}))
            AND cardinality(shared.words) > 0 AND e.organizer_id IS DISTINCT FROM {5}
            AND {{SeenItems.OrganizerIsSeen("e", "{5}", "{6}")}}
            AND NOT EXISTS (SELECT FROM registrations r WHERE r.user_id = {5} AND r.event_id = e.id AND r.is_confirmed)
            AND NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {5} AND o.about = 'event:' || e.id)
        ORDER BY cardinality(shared.words) DESC, e.starts_at, e.id LIMIT {7}
        """;

    private async Task<IEnumerable<Candidate>> EventsAsync(Person person, DateTimeOffset now) =>
        from fit in await db
            .Database.SqlQueryRaw<Fit>(
                Events,
                person.Interests,
                now.AddHours(2),
                now.AddDays(14),
                Text(person.Region),
                Text(person.City),
                person.Id,
                now,
                EachAtMost
            )
            .ToListAsync()
        select new Candidate(
            ScoreOf(fit) + 10,
            OpportunityKind.Opportunity,
            OpportunityTarget.Event,
            fit.Id,
            $"event:{fit.Id}",
            OpportunityText.Event(fit.Name, fit.Shared, fit.At!.Value),
            $"/events/{fit.Id}",
            fit.At.Value
        );

    private async Task<IEnumerable<Candidate>> CoursesAsync(Person person, DateTimeOffset now) =>
        from fit in await db
            .Database.SqlQuery<Fit>(
                $"""
                SELECT c.id, c.title AS name, ARRAY[]::text[] AS shared, false AS is_near, e.last_active_at AS at
                FROM enrolments e JOIN courses c ON c.id = e.course_id
                WHERE e.user_id = {person.Id} AND e.completed_at IS NULL AND c.status = 'published'
                    AND e.last_active_at BETWEEN {now.AddDays(-60)} AND {now.AddDays(-PauseDays)}
                    AND EXISTS (SELECT FROM module_progress p WHERE p.enrolment_id = e.id AND p.completed_at IS NOT NULL)
                    AND NOT EXISTS (SELECT FROM opportunities o WHERE o.user_id = {person.Id} AND o.about = 'course:' || c.id)
                ORDER BY e.last_active_at DESC LIMIT 1
                """
            )
            .ToListAsync()
        select new Candidate(
            55,
            OpportunityKind.Opportunity,
            OpportunityTarget.Course,
            fit.Id,
            $"course:{fit.Id}",
            OpportunityText.Course(fit.Name),
            $"/courses/{fit.Id}",
            now + Lasting
        );

    /// <summary>Opportunities from the person's own days.</summary>
    internal static IEnumerable<Candidate> OwnPath(Person person, Streak streak, DateTimeOffset now)
    {
        var missed = LocalDay.Of(person, now).DayNumber - LocalDay.Of(person, streak.LastAt).DayNumber;
        if (missed is >= PauseDays and <= LongPauseDays)
        {
            yield return new(
                45,
                OpportunityKind.Insight,
                OpportunityTarget.Companion,
                null,
                $"pause:{streak.LastDay:yyyy-MM-dd}",
                OpportunityText.Pause(missed),
                "/companion",
                now.AddDays(7)
            );
        }

        if (
            streak.LengthAt(person, now) is > 0 and var days
            && Badge.All.FirstOrDefault(badge => badge.IsForStreak && badge.Need == days + 1 && badge.Need > streak.Longest) is { } next
        )
        {
            yield return new(
                35,
                OpportunityKind.Boost,
                OpportunityTarget.Companion,
                null,
                $"streak:{next.Name}",
                OpportunityText.OneMoreDay(next),
                "/companion",
                LocalDay.EndOf(person, now).AddDays(1)
            );
        }
    }

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static int ScoreOf(Fit fit) => Math.Min(100, 35 + (15 * fit.Shared.Length) + (fit.IsNear ? 15 : 0));

    private sealed record KnownThing(string Kind, Guid Id, string Title, bool IsNear, DateTimeOffset? At);

    private sealed record Fitting(Guid Id, DateTimeOffset? At);

    private sealed record Fit(Guid Id, string Name, string[] Shared, bool IsNear, DateTimeOffset? At);
}
