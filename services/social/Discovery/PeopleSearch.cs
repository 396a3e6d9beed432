using System.Text;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Pagination;
using Community.Social.People;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>
/// Reads a page of people in one statement. It is composed of those conditions that were asked for, so that each has its
/// index; matches are ranked by narrow rows, and only the page's own people are read whole.
/// </summary>
internal sealed class PeopleSearch(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns =
        "p.id, p.username, p.full_name, p.bio, p.location, p.region, p.city, p.age, p.gender, p.interests, p.identity_badge, p.picture_url, p.created_at";

    public async Task<Page<PersonView>> FindAsync(Guid caller, PeopleFilter filter, PageQuery page, CancellationToken cancel)
    {
        await using var command = Statement(caller, filter, page, clock.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancel);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var people = new List<PersonView>(page.Limit);
        var total = 0L;
        while (await reader.ReadAsync(cancel))
        {
            total = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(2, cancel))
            {
                people.Add(Read(reader));
            }
        }

        return Page.Of(people, total, page);
    }

    /// <summary>Of one row at least, so that there is a total also beyond the last page: total, the caller's interests, a person or nulls.</summary>
    internal static NpgsqlCommand Statement(Guid caller, PeopleFilter filter, PageQuery page, DateTimeOffset now)
    {
        var command = new NpgsqlCommand();
        var sql = new StringBuilder($"""
            WITH me AS MATERIALIZED (
                SELECT coalesce((SELECT interests FROM people WHERE id = {Parameter(caller)}), '{"{}"}') AS interests),
            found AS MATERIALIZED (
                SELECT p.id, p.created_at,
                    CASE WHEN p.interests && (SELECT interests FROM me)
                        THEN (SELECT count(*) FROM unnest(p.interests) AS i WHERE i = ANY ((SELECT interests FROM me)::text[])) ELSE 0 END AS common
                FROM people p
                WHERE p.profile_version > 0 AND NOT p.is_guest AND p.id <> {Parameter(caller)}
                    AND (NOT p.is_suspended OR p.suspended_until <= {Parameter(now)})
            """);
        if (filter.Region is { } region)
        {
            sql.Append($" AND p.region_key = {Parameter(SearchKey.Of(region))}");
        }

        if (filter.Interest is { Length: > 0 } interests)
        {
            sql.Append($" AND p.interests && {Parameter(interests.Select(SearchKey.Of).ToArray())}");
        }

        if (filter.Q is { } text)
        {
            sql.Append($" AND p.search_name LIKE {Parameter(LikePattern.Containing(SearchKey.Of(text)))}");
        }

        sql.Append($"""
            ),
            listed AS (
                SELECT id, common FROM found ORDER BY common DESC, created_at DESC, id
                LIMIT {Parameter(page.Limit)} OFFSET {Parameter((page.Page - 1L) * page.Limit)})
            SELECT (SELECT count(*) FROM found), me.interests, {Columns}
            FROM me LEFT JOIN (listed JOIN people p USING (id)) ON true
            ORDER BY listed.common DESC, p.created_at DESC, p.id
            """);
        command.CommandText = sql.ToString();
        return command;

        string Parameter(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return $"${command.Parameters.Count}";
        }
    }

    private static PersonView Read(NpgsqlDataReader row)
    {
        var mine = row.GetFieldValue<string[]>(1);
        var interests = row.GetFieldValue<string[]>(11);
        return new PersonView(
            row.GetGuid(2), row.GetString(3), Text(4), Text(5), Text(6), Text(7), Text(8), row.IsDBNull(9) ? null : row.GetInt32(9), Text(10),
            interests, Text(12), Text(13), row.GetFieldValue<DateTimeOffset>(14), [.. interests.Intersect(mine, StringComparer.Ordinal)]);

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
