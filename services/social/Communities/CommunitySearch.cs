using System.Text;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Pagination;
using Npgsql;

namespace Community.Social.Communities;

/// <summary>Reads pages of communities, each in one statement: the total and the viewer's role included.</summary>
internal sealed class CommunitySearch(NpgsqlDataSource database)
{
    /// <summary>The condition of the indexes <c>communities_listed…</c>, in the same words.</summary>
    private const string Listed = "c.deleted_at IS NULL AND c.removed_at IS NULL AND c.held_at IS NULL AND c.visibility <> 'private'";

    /// <summary>In this order <see cref="Read"/> reads them.</summary>
    private const string Columns =
        """
        c.id, c.name, c.kind, c.description, c.category, c.region, c.interest, c.tags, c.color, c.picture_key, c.visibility, c.price_cents,
        c.price_credits, c.currency, c.billing, c.member_count, c.created_by, c.created_at, c.updated_at, me.role,
        c.held_at IS NOT NULL, c.removed_at IS NOT NULL
        """;

    /// <summary>What everybody may know of, and what else the viewer belongs to.</summary>
    public Task<Page<CommunityView>> FindAsync(Guid viewer, CommunityFilter filter, PageQuery page, CancellationToken cancel) =>
        ReadAsync(FindStatement(viewer, filter, page), page, cancel);

    /// <summary>What somebody belongs to, as far as the viewer may know of it.</summary>
    public Task<Page<CommunityView>> OfMemberAsync(Guid viewer, Guid member, MineFilter filter, PageQuery page, CancellationToken cancel) =>
        ReadAsync(OfMemberStatement(viewer, member, filter, page), page, cancel);

    /// <summary>
    /// What everybody may know of, and what only its members or owners do: two reads, so that the many of the first have their indexes, and
    /// the few of the second are found by the viewer's memberships. No community is in both, and none is in either that <see cref="CommunityAccess"/> hides.
    /// </summary>
    internal static NpgsqlCommand FindStatement(Guid viewer, CommunityFilter filter, PageQuery page)
    {
        var statement = new Statement();
        var me = statement.Parameter(viewer);
        var asked = Asked(statement, filter);
        var own = $"""
            c.id IN (SELECT m.community_id FROM community_members m WHERE m.user_id = {me} AND m.is_member)
            AND ({CommunityAccess.IsSeen("c", me)}) AND NOT ({Listed})
            """;
        var order = filter.Sort?.Value switch
        {
            SortChoice.Members => "c.member_count DESC, c.id DESC",
            SortChoice.Name => "c.name_key, c.id",
            _ => "c.created_at DESC, c.id DESC",
        };
        var (limit, offset) = (statement.Parameter((long)page.Limit), statement.Parameter((page.Page - 1L) * page.Limit));
        // Of one row at least, so that there is a total also beyond the last page.
        return statement.Add($"""
            SELECT
                (SELECT count(*) FROM communities c WHERE {Listed}{asked}) + (SELECT count(*) FROM communities c WHERE {own}{asked}),
                {Columns}
            FROM (SELECT) AS one LEFT JOIN (
                (SELECT c.id FROM (
                    (SELECT c.id, c.created_at, c.member_count, c.name_key FROM communities c WHERE {Listed}{asked} ORDER BY {order} LIMIT {limit} + {offset})
                    UNION ALL
                    (SELECT c.id, c.created_at, c.member_count, c.name_key FROM communities c WHERE {own}{asked})) c
                ORDER BY {order} LIMIT {limit} OFFSET {offset}) AS page
                JOIN communities c USING (id)
                LEFT JOIN community_members me ON me.community_id = c.id AND me.user_id = {me} AND me.is_member) ON true
            ORDER BY {order}
            """).ToCommand();
    }

    internal static NpgsqlCommand OfMemberStatement(Guid viewer, Guid member, MineFilter filter, PageQuery page)
    {
        var statement = new Statement();
        var me = statement.Parameter(viewer);
        var (role, kind) = (filter.Role?.Value, filter.Kind?.Value);
        var memberships = $"""
            community_members m JOIN communities c ON c.id = m.community_id
            WHERE m.user_id = {statement.Parameter(member)} AND m.is_member AND ({CommunityAccess.IsSeen("c", me)})
            """
            + (role is { } wanted ? $" AND m.role = {statement.Parameter(CommunityRules.WordOf(wanted))}" : "")
            + (kind is { } of ? $" AND c.kind = {statement.Parameter(CommunityRules.WordOf(of))}" : "");
        var (limit, offset) = (statement.Parameter((long)page.Limit), statement.Parameter((page.Page - 1L) * page.Limit));
        return statement.Add($"""
            SELECT (SELECT count(*) FROM {memberships}), {Columns}
            FROM (SELECT) AS one LEFT JOIN (
                (SELECT c.id, m.joined_at FROM {memberships}
                ORDER BY m.joined_at DESC, m.community_id LIMIT {limit} OFFSET {offset}) AS page
                JOIN communities c USING (id)
                LEFT JOIN community_members me ON me.community_id = c.id AND me.user_id = {me} AND me.is_member) ON true
            ORDER BY page.joined_at DESC, page.id
            """).ToCommand();
    }

    private static string Asked(Statement statement, CommunityFilter filter)
    {
        var sql = new StringBuilder();
        Equal("kind", filter.Kind is { } kind ? CommunityRules.WordOf(kind.Value) : null);
        Equal("visibility", filter.Visibility is { } visibility ? CommunityRules.WordOf(visibility.Value) : null);
        Equal("category_key", SearchKey.OfOrNull(filter.Category));
        Equal("region_key", SearchKey.OfOrNull(filter.Region));
        Equal("interest_key", SearchKey.OfOrNull(filter.Interest));
        if (filter.Tag is { Length: > 0 } tags)
        {
            sql.Append($" AND c.tags && {statement.Parameter(CommunityRules.TagsOf(tags))}");
        }

        if (filter.Q is { } text)
        {
            sql.Append($" AND {statement.Matches("c.search", SearchKey.Folded(text))}");
        }

        return sql.ToString();

        void Equal(string column, string? value) => sql.Append(value is null ? "" : $" AND c.{column} = {statement.Parameter(value)}");
    }

    private async Task<Page<CommunityView>> ReadAsync(NpgsqlCommand statement, PageQuery page, CancellationToken cancel)
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync(cancel);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var communities = new List<CommunityView>(page.Limit);
        var total = 0L;
        while (await reader.ReadAsync(cancel))
        {
            total = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(1, cancel))
            {
                communities.Add(Read(reader));
            }
        }

        return Page.Of(communities, total, page);
    }

    private static CommunityView Read(NpgsqlDataReader row)
    {
        var (id, role) = (row.GetGuid(1), Text(20));
        return new CommunityView(
            id, row.GetString(2), row.GetString(3), Text(4), Text(5), Text(6), Text(7), row.GetFieldValue<string[]>(8), Text(9),
            CommunityView.PictureUrlOf(id, Text(10)), row.GetString(11), Number(12), Number(13), Text(14), Text(15), row.GetInt32(16), row.GetGuid(17),
            row.GetFieldValue<DateTimeOffset>(18), row.GetFieldValue<DateTimeOffset>(19), role, role is not null, row.GetBoolean(21), row.GetBoolean(22));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        long? Number(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
    }
}
