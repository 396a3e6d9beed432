using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Social.People;
using Npgsql;
using NpgsqlTypes;

namespace Community.Social.Feed;

/// <summary>The users whose activities are read.</summary>
internal abstract record ActivitySource
{
    /// <summary>The users whom the viewer follows or is connected with.</summary>
    public sealed record Followed : ActivitySource;

    /// <summary>One user.</summary>
    public sealed record By(Guid UserId) : ActivitySource;
}

/// <summary>
/// Gathers activities when they are read. A statement takes the newest candidates from narrow rows and shows those that the viewer may see.
/// If that does not fill the page, it continues behind them with larger and larger batches of candidates, up to a bound.
/// </summary>
internal sealed class ActivityReader(NpgsqlDataSource database, TimeProvider clock)
{
    // Constants of the statement instead of parameters, so that a prepared statement is planned for these small numbers.
    private static readonly int[] Batches = [64, 256, 1024, 4096];

    /// <summary>
    /// A feed of more users than this first searches the newest activities of all users, which is cheaper than reading each of them.
    /// </summary>
    private const int ManyPeople = 200;

    /// <summary>How many of the newest activities of all users are read for each candidate.</summary>
    private const int WalkedForEach = 64;

    /// <summary>A new connection is an activity of both users; a viewer who follows both reads it once.</summary>
    private const string IsNotATwin = """
        NOT (a.kind = 'connected' AND a.user_id < a.actor_id AND a.user_id IN (SELECT id FROM followed) AND EXISTS (
            SELECT FROM activities twin WHERE twin.source_id = a.source_id AND twin.actor_id = a.user_id AND twin.kind = a.kind))
        """;

    public async Task<CursorPage<ActivityView>> ReadAsync(
        Guid viewer,
        ActivitySource source,
        string? kind,
        CursorQuery query,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ActivityView>(query.Limit + 1);
        var before = query.TryGetPosition<ActivityPosition>(out var position) ? position.Id : Guid.AllBitsSet;
        foreach (var batch in Batches.Where(batch => batch > 2 * query.Limit))
        {
            await using var command = Statement(viewer, source, kind, before, batch, query.Limit + 1 - found.Count, clock.GetUtcNow());
            var (candidates, last) = await ReadAsync(command, found, cancellationToken);
            if (found.Count > query.Limit || candidates < batch)
            {
                return Cursor.Page(found, query, view => new ActivityPosition(view.Id));
            }

            before = last!.Value;
        }

        // Nearly all candidates are hidden from this viewer: the page is not full, and the next one continues behind them.
        return new(found, Cursor.Encode(new ActivityPosition(before)));
    }

    /// <summary>Returns at least one row: the number of candidates, the last of them, and an activity or nulls.</summary>
    internal static NpgsqlCommand Statement(
        Guid viewer,
        ActivitySource source,
        string? kind,
        Guid before,
        int batch,
        int limit,
        DateTimeOffset now
    )
    {
        var command = new NpgsqlCommand(
            $"""
            WITH {Candidates(source, kind, batch)}
            SELECT (SELECT count(*)::int FROM candidates) AS candidates, (SELECT id FROM candidates ORDER BY id LIMIT 1) AS last,
                a.id, a.kind, a.occurred_at, a.thread_id, a.text, p.id AS actor_id, p.username AS actor_username,
                p.full_name AS actor_full_name, p.picture_url AS actor_picture_url, p.identity_badge AS actor_identity_badge, p.is_bot AS actor_is_bot,
                u.id AS user_id, u.username AS user_username, u.full_name AS user_full_name, u.picture_url AS user_picture_url,
                u.identity_badge AS user_identity_badge, u.is_bot AS user_is_bot, c.id AS community_id, c.name AS community_name, c.kind AS community_kind, e.id AS event_id,
                e.name AS event_name, e.starts_at
            FROM (SELECT) AS one LEFT JOIN (candidates JOIN activities a USING (id) {ActivityVisibility.Joins})
                ON {ActivityVisibility.IsShown} AND {(source is ActivitySource.Followed ? IsNotATwin : "true")}
            ORDER BY a.id DESC LIMIT @limit
            """
        );
        command.Parameters.AddRange(
            new NpgsqlParameter[] { new("viewer", viewer), new("before", before), new("limit", limit), new("now", now) }
        );
        if (source is ActivitySource.By by)
        {
            command.Parameters.AddWithValue("actor", by.UserId);
        }

        if (kind is not null)
        {
            command.Parameters.Add(new("kind", NpgsqlDbType.Text) { Value = kind });
        }

        return command;
    }

    private static string Candidates(ActivitySource source, string? kind, int batch)
    {
        var conditions = kind is null ? "a.id < @before" : "a.id < @before AND a.kind = @kind";
        return source is ActivitySource.By
            ? $"candidates AS MATERIALIZED (SELECT a.id FROM activities a WHERE a.actor_id = @actor AND {conditions} ORDER BY a.id DESC LIMIT {batch})"
            : $"""
                followed AS MATERIALIZED (
                    SELECT followed_id AS id FROM follows WHERE follower_id = @viewer AND is_following
                    UNION ALL SELECT other_id FROM connection_edges WHERE user_id = @viewer),
                -- A user who follows many people finds a page among the newest activities of all people.
                walked AS MATERIALIZED (
                    SELECT a.id FROM (SELECT id, actor_id, kind FROM activities WHERE id < @before ORDER BY id DESC LIMIT {WalkedForEach
                    * batch}) AS a
                    WHERE a.actor_id IN (SELECT id FROM followed) AND (SELECT count(*) FROM followed) > {ManyPeople} AND {conditions}
                    ORDER BY a.id DESC LIMIT {batch}),
                -- For a user who follows few or quiet people, the newest of each person are read.
                candidates AS MATERIALIZED (
                    SELECT id FROM walked WHERE (SELECT count(*) FROM walked) = {batch}
                    UNION ALL
                    (SELECT newest.id FROM (SELECT DISTINCT id FROM followed) AS person, LATERAL (
                        SELECT a.id FROM activities a WHERE a.actor_id = person.id AND {conditions} ORDER BY a.id DESC LIMIT {batch}) AS newest
                    WHERE (SELECT count(*) FROM walked) < {batch} ORDER BY newest.id DESC LIMIT {batch}))
                """;
    }

    private async Task<(int Candidates, Guid? Last)> ReadAsync(
        NpgsqlCommand command,
        List<ActivityView> found,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        command.Connection = connection;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var (candidates, last) = (0, default(Guid?));
        while (await row.ReadAsync(cancellationToken))
        {
            (candidates, last) = (row.Get<int>("candidates"), row.GetOrNull<Guid>("last"));
            if (!row.IsNull("id"))
            {
                found.Add(Read(row));
            }
        }

        return (candidates, last);
    }

    private static ActivityView Read(NpgsqlDataReader row)
    {
        var (kind, text) = (row.Get<string>("kind"), row.GetTextOrNull("text"));
        return new ActivityView(
            row.Get<Guid>("id"),
            kind,
            Person(row, Actor)!,
            row.Get<DateTimeOffset>("occurred_at"),
            Person(row, User),
            row.IsNull("community_id")
                ? null
                : new(row.Get<Guid>("community_id"), row.Get<string>("community_name"), row.Get<string>("community_kind")),
            row.IsNull("event_id")
                ? null
                : new(row.Get<Guid>("event_id"), row.Get<string>("event_name"), row.Get<DateTimeOffset>("starts_at")),
            row.GetOrNull<Guid>("thread_id") is { } thread ? new(thread, text!) : null,
            kind == ActivityKind.PhotoUploaded ? text : null,
            kind == ActivityKind.CourseCompleted ? Guid.Parse(text!) : null,
            kind == ActivityKind.BadgeEarned ? text : null
        );
    }

    private static PersonSummary? Person(NpgsqlDataReader row, PersonColumns columns) =>
        row.GetOrNull<Guid>(columns.Id) is { } id
            ? new(
                id,
                row.Get<string>(columns.Username),
                row.GetTextOrNull(columns.FullName),
                row.GetTextOrNull(columns.PictureUrl),
                row.GetTextOrNull(columns.IdentityBadge),
                row.Get<bool>(columns.IsBot)
            )
            : null;

    private static readonly PersonColumns Actor = new(
        "actor_id",
        "actor_username",
        "actor_full_name",
        "actor_picture_url",
        "actor_identity_badge",
        "actor_is_bot"
    );

    private static readonly PersonColumns User = new(
        "user_id",
        "user_username",
        "user_full_name",
        "user_picture_url",
        "user_identity_badge",
        "user_is_bot"
    );

    /// <summary>The names of the columns of one of an activity's people.</summary>
    private sealed record PersonColumns(string Id, string Username, string FullName, string PictureUrl, string IdentityBadge, string IsBot);
}

/// <summary>The position in a list of activities.</summary>
internal sealed record ActivityPosition(Guid Id);
