using System.Text.Json;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Community.Social.Communities;
using Community.Social.People;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>
/// Users whom the caller may know, in one statement. First come those with most mutual connections, then those with most in common
/// (interests, communities, region), by the points of <see cref="CandidatePoints"/>. Equal ones are in an order that is the same all day
/// (UTC) and changes the next day. The cost is bounded, however many connections a user has: only the newest <see cref="Connections"/>
/// connections are read, and of each of them the newest <see cref="OfEach"/>.
/// </summary>
internal sealed class Suggestions(NpgsqlDataSource database, Callers callers, TimeProvider clock)
{
    private const int Connections = 200;
    private const int OfEach = 100;
    private const int Communities = 5;
    private const int MembersOfEach = 100;
    private const int Examples = 3;

    /// <summary>How long a dismissed user is not suggested again.</summary>
    public static readonly TimeSpan Dismissal = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<SuggestionView>> FindAsync(Guid callerId, int limit, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(callerId, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await Statement(caller, limit, clock.GetUtcNow())
            .ReadPlannedOnceAsync(connection, row => Read(row, caller), cancellationToken);
    }

    /// <summary>
    /// Rows of: user (five columns), interests, region, its key, mutual connections, some of them, a community's id and name.
    /// </summary>
    internal static Statement Statement(Caller caller, int limit, DateTimeOffset now)
    {
        var statement = new Statement();
        var (me, at, most) = (statement.Parameter(caller.Id), statement.Parameter(now), statement.Parameter(limit));
        var day = statement.Parameter(now.ToUnixTimeSeconds() / (24 * 60 * 60));
        var compared = $"p.id, {CandidatePoints.Sql(statement, caller, "p")} AS points";
        statement.Add(
            $"""
            WITH {PeopleConditions.Excluded(me, at)},
            passed_over AS MATERIALIZED (
                SELECT id FROM excluded UNION SELECT dismissed_id FROM suggestion_dismissals WHERE user_id = {me} AND dismissed_at > {statement.Parameter(
                now - Dismissal
            )}),
            friends AS (
                SELECT e.other_id AS id FROM connection_edges e JOIN people p ON p.id = e.other_id
                WHERE e.user_id = {me} AND {Visibility.IsListed("p")} AND p.id NOT IN (SELECT id FROM unseen)
                ORDER BY e.since DESC, e.other_id LIMIT {Connections}),
            ways AS (
                SELECT id, count(*) AS ways FROM friends AS f (friend), LATERAL (
                    SELECT other_id AS id FROM connection_edges WHERE user_id = f.friend ORDER BY since DESC, other_id LIMIT {OfEach}) AS theirs
                WHERE id NOT IN (SELECT id FROM passed_over) GROUP BY id ORDER BY count(*) DESC, {Today("id")} LIMIT 2 * {most}),
            of_friends AS MATERIALIZED (
                SELECT p.id, w.ways FROM ways w JOIN people p ON p.id = w.id WHERE {Visibility.IsListed("p")}
                ORDER BY w.ways DESC, {Today("p.id")} LIMIT {most}),
            places AS (
                SELECT c.id, c.name FROM community_members m JOIN communities c ON c.id = m.community_id
                WHERE m.user_id = {me} AND m.is_member AND {CommunityAccess.IsSeen(
                "c",
                me
            )} ORDER BY m.joined_at DESC, c.id LIMIT {Communities}),
            members AS MATERIALIZED (
                SELECT DISTINCT ON (m.user_id) m.user_id AS id, places.id AS community_id, places.name FROM places, LATERAL (
                    SELECT user_id FROM community_members WHERE community_id = places.id AND is_member ORDER BY joined_at DESC, user_id LIMIT {MembersOfEach}) AS m
                ORDER BY m.user_id, places.id),
            candidates AS (
                SELECT p.id, p.points FROM members c, {PeopleConditions.EachBy("c.id", compared, Visibility.IsListed("p"))}
            """
        );
        if (caller.Sought is { Length: > 0 } sought)
        {
            statement.Add($" UNION ALL SELECT {compared} FROM {CandidatePoints.NewestWith(statement.Parameter(sought), until: null)}");
        }

        if (caller.Facts.RegionKey is { } region)
        {
            statement.Add(
                $"""
                 UNION ALL (SELECT {compared} FROM people p WHERE {Visibility.IsListed("p")} AND p.region_key = {statement.Parameter(
                    region
                )}
                    ORDER BY p.created_at DESC, p.id LIMIT {PeopleSearch.NewestOfOne})
                """
            );
        }

        statement.Add(
            $"""
            ),
            alike AS MATERIALIZED (
                SELECT id, max(points) AS points FROM candidates WHERE id NOT IN (SELECT id FROM passed_over) AND id NOT IN (SELECT id FROM of_friends)
                GROUP BY id ORDER BY max(points) DESC, {Today("id")} LIMIT {most} - (SELECT count(*) FROM of_friends)),
            -- The limit takes nothing off; the planner knows by it that few people are to be read.
            suggested AS (
                SELECT * FROM (SELECT id, 1 AS part, ways::float8 AS weight FROM of_friends UNION ALL SELECT id, 2, points FROM alike) AS found LIMIT {limit})
            SELECT p.id, p.username, p.full_name, p.picture_url, p.identity_badge, p.interests, p.region, p.region_key, {PeopleConditions.MutualConnections(
                "p.id"
            )} AS mutual,
                (SELECT jsonb_agg(jsonb_build_object(
                    'id', q.id, 'username', q.username, 'full_name', q.full_name, 'picture_url', q.picture_url, 'identity_badge', q.identity_badge, 'is_bot', false) ORDER BY q.id)
                FROM (SELECT mutual.* FROM connection_edges theirs JOIN people mutual ON mutual.id = theirs.other_id
                    WHERE s.part = 1 AND theirs.user_id = p.id AND theirs.other_id IN (SELECT id FROM connected)
                        AND {Visibility.IsListed("mutual")} AND mutual.id NOT IN (SELECT id FROM unseen)
                    ORDER BY theirs.other_id LIMIT {Examples}) AS q)::text AS examples,
                members.community_id, members.name AS community_name
            FROM suggested s JOIN people p ON p.id = s.id LEFT JOIN members ON members.id = s.id
            ORDER BY s.part, s.weight DESC, {Today("s.id")}
            """
        );
        return statement;

        string Today(string id) => $"uuid_hash_extended({id}, {day}), {id}";
    }

    private static SuggestionView Read(NpgsqlDataReader row, Caller caller)
    {
        var person = new PersonSummary(
            row.Get<Guid>("id"),
            row.Get<string>("username"),
            row.GetTextOrNull("full_name"),
            row.GetTextOrNull("picture_url"),
            row.GetTextOrNull("identity_badge"),
            IsBot: false // is not listed
        );
        if (row.GetTextOrNull("examples") is { } examples)
        {
            return new(
                person,
                SuggestionReason.OfMutualConnections(
                    row.Get<int>("mutual"),
                    JsonSerializer.Deserialize<PersonSummary[]>(examples, ServiceJson.Options)!
                )
            );
        }

        var common = row.Get<string[]>("interests")
            .Intersect(caller.Facts.Interests, StringComparer.Ordinal)
            .OrderByDescending(caller.Rarity.Of)
            .ThenBy(interest => interest, StringComparer.Ordinal)
            .ToArray();
        return new(
            person,
            true switch
            {
                _ when common.Length > 0 => SuggestionReason.OfInterests(common),
                _ when !row.IsNull("community_id") => SuggestionReason.OfCommunity(
                    row.Get<Guid>("community_id"),
                    row.Get<string>("community_name")
                ),
                _ => SuggestionReason.OfRegion(row.Get<string>("region")),
            }
        );
    }
}
