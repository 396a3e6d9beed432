using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>
/// Reads a page of users in one statement. The statement has only the requested conditions, so that each can use its index.
/// <para>
/// The order: matching users are compared with the caller, as far as the cost does not grow with the number of users. Compared are the
/// newest <see cref="Newest"/> who match; the newest <see cref="NewestOfOne"/> with each of the caller's rarest interests, and of the
/// caller's region, if they match; and all boosted users who match. These come first: the boosted, then by their points (interests, region
/// and badges as in <see cref="Compatibility"/>) in steps of ten; within a step first those whose plan has priority visibility, then by
/// points, the newest first, by id. All other matching users follow, the newest first, by id. Up to <see cref="Newest"/> matching users are
/// therefore ordered exactly, and the order does not depend on the page.
/// </para>
/// <para>
/// A cursor has the last user's place in this order, and the time of the first page. Users who registered since are left out, and boosts
/// and plans count as they did then. So no user is listed twice, and no user is skipped because the caller connected with a user of an
/// earlier page. A user whose own profile changes meanwhile may move past the cursor; if more users match than are compared, so may a user
/// that replaces another one in the comparison.
/// </para>
/// The full score, with mutual connections and analyses, is computed only for the users on the page.
/// </summary>
internal sealed class PeopleSearch(NpgsqlDataSource database, Callers callers, TimeProvider clock)
{
    /// <summary>How many of the matching users are compared with the caller in any case.</summary>
    public const int Newest = 500;

    /// <summary>How many users are read for one of the caller's interests, or for the region.</summary>
    public const int NewestOfOne = 250;

    /// <summary>Whether more users match than are compared in any case.</summary>
    private const string IsMore = "(SELECT is_more FROM more)";

    private const string Columns =
        "p.id, p.username, p.full_name, p.bio, p.location, p.region, p.city, p.age, p.gender, p.interests, p.identity_badge, p.picture_url, p.created_at, p.region_key";

    public async Task<Page<PersonView>> FindAsync(Guid callerId, PeopleFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(callerId, cancellationToken);
        var now = clock.GetUtcNow();
        page.TryGetPosition<PeoplePosition>(out var number, out var last);
        var (began, statement) = (last?.Began ?? now, PageOf(caller, filter, page, now));
        (long Total, FoundPerson? Found) ReadRow(NpgsqlDataReader row) =>
            (row.Get<long>("total"), row.IsNull("id") ? null : ReadFound(row, caller, began));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The values of the other filters need different plans: a common interest is found while scanning, a rare one by its index.
        var rows = await (
            filter.IsOfRegionAtMost
                ? statement.ReadPlannedOnceAsync(connection, ReadRow, cancellationToken)
                : statement.ReadAsync(connection, ReadRow, cancellationToken)
        );
        var found = Page.Of([.. rows.Select(row => row.Found).OfType<FoundPerson>()], rows[0].Total, page, number, one => one.Position);
        return new([.. found.Items.Select(one => one.View)], found.Total, found.Number, found.Pages, found.NextCursor);
    }

    /// <summary>Returns at least one row, so that there is a total even beyond the last page: the total, and a user or nulls.</summary>
    internal static Statement PageOf(Caller caller, PeopleFilter filter, PageQuery page, DateTimeOffset now)
    {
        var statement = new Statement();
        var (me, at) = (statement.Parameter(caller.Id), statement.Parameter(now));
        page.TryGetPosition<PeoplePosition>(out _, out var last);
        var (limit, offset) = (statement.Parameter(page.Limit), last is null ? statement.Parameter((page.Page - 1L) * page.Limit) : "0");
        var (fits, fitsListed, total) = FilterConditions.Of(statement, filter);
        var began = at;
        if (last is not null)
        {
            began = statement.Parameter(last.Began.ToUniversalTime());
            (fits, fitsListed) = (
                $"{fits} AND p.created_at <= {began}",
                fitsListed is null ? null : $"{fitsListed} AND p.created_at <= {began}"
            );
        }

        var compared = $"p.id, p.created_at, {CandidatePoints.Sql(statement, caller, "p")} AS points";
        statement.Add(
            $"""
            WITH {PeopleConditions.Excluded(me, at)},
            newest AS MATERIALIZED (SELECT {compared} FROM people p WHERE {fits} ORDER BY p.created_at DESC, p.id LIMIT {Newest}),
            more AS MATERIALIZED (SELECT count(*) = {Newest} AS is_more FROM newest),
            candidates AS (
                SELECT id, created_at, points FROM newest
                UNION ALL SELECT p.id, p.created_at, p.points FROM boosts b, {PeopleConditions.EachBy(
                "b.user_id",
                compared,
                fits
            )} WHERE b.boosted_until > {began}
            """
        );
        if (caller.Sought is { Length: > 0 } sought)
        {
            var with = CandidatePoints.NewestWith(statement.Parameter(sought), last is null ? null : began);
            statement.Add(
                fitsListed is not null
                    ? $" UNION ALL SELECT {compared} FROM {with} WHERE {IsMore} AND {fitsListed}"
                    : $" UNION ALL SELECT p.id, p.created_at, p.points FROM (SELECT DISTINCT p.id FROM {with} WHERE {IsMore}) AS c, {PeopleConditions.EachBy("c.id", compared, fits)}"
            );
        }

        if (filter.Region is null && caller.Facts.RegionKey is { } region)
        {
            statement.Add(
                $" UNION ALL (SELECT {compared} FROM people p WHERE {fits} AND p.region_key = {statement.Parameter(region)} AND {IsMore} ORDER BY p.created_at DESC, p.id LIMIT {NewestOfOne})"
            );
        }

        // A user who is among the candidates twice has the same points both times.
        statement.Add(
            $"""
            ),
            compared AS MATERIALIZED (SELECT id, max(created_at) AS created_at, max(points) AS points FROM candidates GROUP BY id),
            first AS (
                SELECT c.id, c.created_at, c.points, b.user_id IS NOT NULL AS is_boosted, e.user_id IS NOT NULL AS has_priority,
                    row_number() OVER (ORDER BY b.user_id IS NOT NULL DESC, floor(c.points / 10) DESC, e.user_id IS NOT NULL DESC, c.points DESC, c.created_at DESC, c.id) AS position
                FROM compared c
                    LEFT JOIN boosts b ON b.user_id = c.id AND b.boosted_until > {began}
                    LEFT JOIN entitlements e ON e.user_id = c.id AND 'priority_visibility' = ANY (e.codes) AND (e.ends_at IS NULL OR e.ends_at > {began})),
            """
        );
        AddPage(statement, page, last, fits, limit, offset);
        statement.Add(
            $"""

            SELECT (CASE WHEN {IsMore} THEN {total} ELSE (SELECT count(*) FROM compared) END)::bigint AS total,
                {Columns}, page.is_boosted, {Callers.AnalysisColumn} AS analysis, {PeopleConditions.MutualConnections(
                "p.id"
            )} AS mutual, page.points, page.has_priority
            FROM (SELECT) AS one LEFT JOIN (page JOIN people p ON p.id = page.id LEFT JOIN profile_analyses a ON a.user_id = p.id) ON true
            ORDER BY page.position
            """
        );
        return statement;
    }

    /// <summary>The users of the page: those by their place in the order, or those after the last one of the previous page.</summary>
    private static void AddPage(Statement statement, PageQuery page, PeoplePosition? last, string fits, string limit, string offset)
    {
        const string OfFirst = "id, is_boosted, position, points, has_priority";
        var afterInTail = "";
        if (last is null)
        {
            statement.Add(
                $" page AS (SELECT * FROM (SELECT {OfFirst} FROM first WHERE position > {offset} AND position <= {offset} + {limit}"
            );
        }
        else if (last.Points is { } points)
        {
            var (of, createdAt) = (statement.Parameter(points), statement.Parameter(last.CreatedAt.ToUniversalTime()));
            statement.Add(
                $"""
                 rest AS MATERIALIZED (
                    SELECT {OfFirst} FROM first
                    WHERE (NOT is_boosted, -floor(points / 10), NOT has_priority, -points, -extract(epoch FROM created_at), id)
                        > (NOT {statement.Parameter(last.IsBoosted)}, -floor({of} / 10), NOT {statement.Parameter(
                    last.HasPriority
                )}, -{of}, -extract(epoch FROM {createdAt}), {statement.Parameter(last.Id)})
                    ORDER BY position LIMIT {limit}),
                page AS (SELECT * FROM (SELECT {OfFirst} FROM rest
                """
            );
        }
        else
        {
            var createdAt = statement.Parameter(last.CreatedAt.ToUniversalTime());
            afterInTail = $" AND p.created_at <= {createdAt} AND (p.created_at < {createdAt} OR p.id > {statement.Parameter(last.Id)})";
            statement.Add(
                $" rest AS MATERIALIZED (SELECT {OfFirst} FROM first WHERE false), page AS (SELECT * FROM (SELECT {OfFirst} FROM rest"
            );
        }

        // If more users match, at least this many are compared, and a page within them needs no others.
        if (last is not null || page.Page * (long)page.Limit > Newest)
        {
            var (least, skipped) = last is null
                ? (
                    $"least({limit}, {offset} + {limit} - (SELECT count(*) FROM compared))",
                    $"greatest(0, {offset} - (SELECT count(*) FROM compared))"
                )
                : ($"{limit} - (SELECT count(*) FROM rest)", "0");
            statement.Add(
                $"""
                 UNION ALL (
                    SELECT p.id, false AS is_boosted, {int.MaxValue} + row_number() OVER (ORDER BY p.created_at DESC, p.id) AS position, NULL, false
                    FROM people p WHERE {fits}{afterInTail} AND p.id NOT IN (SELECT id FROM compared)
                    ORDER BY p.created_at DESC, p.id
                    LIMIT CASE WHEN {IsMore} THEN greatest(0, {least}) ELSE 0 END
                    OFFSET {skipped})
                """
            );
        }

        // The limit removes no row. It tells the planner that few users are read, so that it does not scan the whole table.
        statement.Add($") AS found LIMIT {page.Limit})");
    }

    private static FoundPerson ReadFound(NpgsqlDataReader row, Caller caller, DateTimeOffset began)
    {
        var view = Read(row, caller);
        return new(
            view,
            new(began, row.Get<bool>("is_boosted"), row.Get<bool>("has_priority"), row.GetOrNull<double>("points"), view.CreatedAt, view.Id)
        );
    }

    private sealed record FoundPerson(PersonView View, PeoplePosition Position);

    private static PersonView Read(NpgsqlDataReader row, Caller caller)
    {
        var interests = row.Get<string[]>("interests");
        var facts = new CompatibilityFacts(
            interests,
            row.GetTextOrNull("region_key"),
            row.GetTextOrNull("identity_badge"),
            row.IsNull("analysis") ? null : row.Get<string[]>("analysis").ToHashSet(StringComparer.Ordinal)
        );
        var mutual = row.Get<int>("mutual");
        var score = Compatibility.Of(caller.Facts, facts, mutual, caller.Rarity);
        return new PersonView(
            row.Get<Guid>("id"),
            row.Get<string>("username"),
            row.GetTextOrNull("full_name"),
            row.GetTextOrNull("bio"),
            row.GetTextOrNull("location"),
            row.GetTextOrNull("region"),
            row.GetTextOrNull("city"),
            row.GetOrNull<int>("age"),
            row.GetTextOrNull("gender"),
            interests,
            row.GetTextOrNull("identity_badge"),
            row.GetTextOrNull("picture_url"),
            row.Get<DateTimeOffset>("created_at"),
            score.CommonInterests,
            score.Score,
            score.Factors,
            mutual,
            row.Get<bool>("is_boosted")
        );
    }
}

/// <summary>A user's place in the order of a search, as a cursor has it.</summary>
/// <param name="Began">When the first page was read.</param>
/// <param name="IsBoosted">Among the boosted users.</param>
/// <param name="HasPriority">The plan has priority visibility.</param>
/// <param name="Points">The points of the comparison; null: not compared.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="Id">The user's id.</param>
internal sealed record PeoplePosition(
    DateTimeOffset Began,
    bool IsBoosted,
    bool HasPriority,
    double? Points,
    DateTimeOffset CreatedAt,
    Guid Id
);
