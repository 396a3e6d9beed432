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
            SELECT (SELECT count(*)::int FROM candidates), (SELECT id FROM candidates ORDER BY id LIMIT 1),
                a.id, a.kind, a.occurred_at, a.thread_id, a.text, p.id, p.username, p.full_name, p.picture_url, p.identity_badge,
                u.id, u.username, u.full_name, u.picture_url, u.identity_badge, c.id, c.name, c.kind, e.id, e.name, e.starts_at
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
            (candidates, last) = (row.GetInt32(0), Value<Guid>(row, 1));
            if (!await row.IsDBNullAsync(2, cancellationToken))
            {
                found.Add(Read(row));
            }
        }

        return (candidates, last);
    }

    private static ActivityView Read(NpgsqlDataReader row)
    {
        var (kind, text) = (row.GetString(3), Text(row, 6));
        return new ActivityView(
            row.GetGuid(2),
            kind,
            Person(row, 7)!,
            row.GetFieldValue<DateTimeOffset>(4),
            Person(row, 12),
            row.IsDBNull(17) ? null : new(row.GetGuid(17), row.GetString(18), row.GetString(19)),
            row.IsDBNull(20) ? null : new(row.GetGuid(20), row.GetString(21), row.GetFieldValue<DateTimeOffset>(22)),
            Value<Guid>(row, 5) is { } thread ? new(thread, text!) : null,
            kind == ActivityKind.PhotoUploaded ? text : null,
            kind == ActivityKind.CourseCompleted ? Guid.Parse(text!) : null,
            kind == ActivityKind.BadgeEarned ? text : null
        );
    }

    private static PersonSummary? Person(NpgsqlDataReader row, int from) =>
        row.IsDBNull(from)
            ? null
            : new(row.GetGuid(from), row.GetString(from + 1), Text(row, from + 2), Text(row, from + 3), Text(row, from + 4));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}

/// <summary>The position in a list of activities.</summary>
internal sealed record ActivityPosition(Guid Id);
