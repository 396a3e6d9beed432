using System.Text;
using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Social.People;
using Npgsql;

namespace Community.Social.Communities;

/// <summary>Reads pages of communities, each in one statement that includes the total and the viewer's role.</summary>
internal sealed class CommunitySearch(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>The condition of the indexes <c>communities_listed…</c>, written exactly as there.</summary>
    private const string Listed = "c.deleted_at IS NULL AND c.removed_at IS NULL AND c.held_at IS NULL AND c.visibility <> 'private'";

    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    private const string Columns = """
        c.id, c.name, c.kind, c.description, c.category, c.region, c.interest, c.tags, c.color, c.picture_key, c.visibility, c.price_cents,
        c.price_credits, c.currency, c.billing, c.member_count, c.created_by, c.created_at, c.updated_at, me.role,
        c.held_at IS NOT NULL AS is_held, c.removed_at IS NOT NULL AS is_removed, owner.id AS owner_id, owner.username, owner.full_name, owner.picture_url,
        owner.identity_badge,
        c.is_on_web, c.picture_alt, c.rules
        """;

    /// <summary>
    /// The communities that all users may know of, and the viewer's others. A viewer who is not signed in (the empty id) finds those that
    /// are public on the web.
    /// </summary>
    public Task<Page<CommunityView>> FindAsync(Guid viewer, CommunityFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var sort = filter.Sort?.Value;
        _ = page.TryGetPosition<CommunityPosition>(out var number, out var after);
        if (after is not null && after.Sort != sort)
        {
            throw Problem.InvalidCursor();
        }

        return ReadAsync(
            FindStatement(viewer, filter, page, clock.GetUtcNow(), after),
            page,
            number,
            view => new CommunityPosition(sort, view.CreatedAt, view.MemberCount, SearchKey.Of(view.Name), view.Id),
            cancellationToken
        );
    }

    /// <summary>The communities of a member, as far as the viewer may know of them.</summary>
    public Task<Page<CommunityView>> OfMemberAsync(
        Guid viewer,
        Guid member,
        MineFilter filter,
        PageQuery page,
        CancellationToken cancellationToken
    ) => ReadAsync(OfMemberStatement(viewer, member, filter, page, clock.GetUtcNow()), page, cancellationToken);

    /// <summary>
    /// The communities that all users may know of, and those that only their members or owners may know of, as two reads. The many of the
    /// first have their indexes; the few of the second are found by the viewer's memberships. No community is in both, and neither has a
    /// community that <see cref="CommunityAccess"/> hides.
    /// </summary>
    internal static NpgsqlCommand FindStatement(
        Guid viewer,
        CommunityFilter filter,
        PageQuery page,
        DateTimeOffset now,
        CommunityPosition? after = null
    )
    {
        var statement = new Statement();
        var me = statement.Parameter(viewer);
        var asked = Asked(statement, filter) + (viewer == Guid.Empty ? $" AND {CommunityAccess.IsOnWeb("c")}" : "");
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
        var following = after is null
            ? ""
            : " AND "
                + (
                    after.Sort switch
                    {
                        SortChoice.Members =>
                            $"(c.member_count, c.id) < ({statement.Parameter(after.MemberCount)}, {statement.Parameter(after.Id)})",
                        SortChoice.Name => $"(c.name_key, c.id) > ({statement.Parameter(after.NameKey)}, {statement.Parameter(after.Id)})",
                        _ => $"(c.created_at, c.id) < ({statement.Parameter(after.CreatedAt)}, {statement.Parameter(after.Id)})",
                    }
                );
        var (limit, offset) = (
            statement.Parameter((long)page.Limit),
            statement.Parameter(after is null ? (page.Page - 1L) * page.Limit : 0)
        );
        // Returns at least one row, so that there is a total even beyond the last page.
        return statement
            .Add(
                $"""
                SELECT
                    (SELECT count(*) FROM communities c WHERE {Listed}{asked}) + (SELECT count(*) FROM communities c WHERE {own}{asked}) AS total,
                    {Columns}
                FROM (SELECT) AS one LEFT JOIN (
                    (SELECT c.id FROM (
                        (SELECT c.id, c.created_at, c.member_count, c.name_key FROM communities c WHERE {Listed}{asked}{following} ORDER BY {order} LIMIT {limit} + {offset})
                        UNION ALL
                        (SELECT c.id, c.created_at, c.member_count, c.name_key FROM communities c WHERE {own}{asked}{following})) c
                    ORDER BY {order} LIMIT {limit} OFFSET {offset}) AS page
                    JOIN communities c USING (id)
                    LEFT JOIN community_members me ON me.community_id = c.id AND me.user_id = {me} AND me.is_member
                    {OwnCommunities.OwnerJoin(me, statement.Parameter(now))}) ON true
                ORDER BY {order}
                """
            )
            .ToCommand();
    }

    internal static NpgsqlCommand OfMemberStatement(Guid viewer, Guid member, MineFilter filter, PageQuery page, DateTimeOffset now)
    {
        var statement = new Statement();
        var me = statement.Parameter(viewer);
        var (role, kind) = (filter.Role?.Value, filter.Kind?.Value);
        var memberships =
            $"""
                community_members m JOIN communities c ON c.id = m.community_id
                WHERE m.user_id = {statement.Parameter(member)} AND m.is_member AND ({CommunityAccess.IsSeen("c", me)})
                """
            + (role is { } requested ? $" AND m.role = {statement.Parameter(CommunityRules.WordOf(requested))}" : "")
            + (kind is { } of ? $" AND c.kind = {statement.Parameter(CommunityRules.WordOf(of))}" : "");
        var (limit, offset) = (statement.Parameter((long)page.Limit), statement.Parameter((page.Page - 1L) * page.Limit));
        return statement
            .Add(
                $"""
                SELECT (SELECT count(*) FROM {memberships}) AS total, {Columns}
                FROM (SELECT) AS one LEFT JOIN (
                    (SELECT c.id, m.joined_at FROM {memberships}
                    ORDER BY m.joined_at DESC, m.community_id LIMIT {limit} OFFSET {offset}) AS page
                    JOIN communities c USING (id)
                    LEFT JOIN community_members me ON me.community_id = c.id AND me.user_id = {me} AND me.is_member
                    {OwnCommunities.OwnerJoin(me, statement.Parameter(now))}) ON true
                ORDER BY page.joined_at DESC, page.id
                """
            )
            .ToCommand();
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

    private async Task<Page<CommunityView>> ReadAsync(NpgsqlCommand statement, PageQuery page, CancellationToken cancellationToken)
    {
        var (communities, total) = await ReadAsync(statement, page.Limit, cancellationToken);
        return Page.Of(communities, total, page);
    }

    private async Task<Page<CommunityView>> ReadAsync(
        NpgsqlCommand statement,
        PageQuery page,
        int number,
        Func<CommunityView, CommunityPosition> position,
        CancellationToken cancellationToken
    )
    {
        var (communities, total) = await ReadAsync(statement, page.Limit, cancellationToken);
        return Page.Of(communities, total, page, number, position);
    }

    private async Task<(List<CommunityView> Communities, long Total)> ReadAsync(
        NpgsqlCommand statement,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var communities = new List<CommunityView>(limit);
        var total = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            total = reader.Get<long>("total");
            if (!reader.IsNull("id"))
            {
                communities.Add(Read(reader));
            }
        }

        return (communities, total);
    }

    private static CommunityView Read(NpgsqlDataReader row)
    {
        var (id, role) = (row.Get<Guid>("id"), row.GetTextOrNull("role"));
        var pictureKey = row.GetTextOrNull("picture_key");
        var pictureUrl = CommunityView.PictureUrlOf(id, pictureKey);
        var rules = row.GetTextOrNull("rules");
        return new CommunityView(
            id,
            row.Get<string>("name"),
            row.Get<string>("kind"),
            row.GetTextOrNull("description"),
            row.GetTextOrNull("category"),
            row.GetTextOrNull("region"),
            row.GetTextOrNull("interest"),
            row.Get<string[]>("tags"),
            row.GetTextOrNull("color"),
            pictureUrl,
            row.Get<string>("visibility"),
            row.GetOrNull<long>("price_cents"),
            row.GetOrNull<long>("price_credits"),
            row.GetTextOrNull("currency"),
            row.GetTextOrNull("billing"),
            row.Get<int>("member_count"),
            row.Get<Guid>("created_by"),
            row.IsNull("owner_id")
                ? null
                : new PersonSummary(
                    row.Get<Guid>("owner_id"),
                    row.Get<string>("username"),
                    row.GetTextOrNull("full_name"),
                    row.GetTextOrNull("picture_url"),
                    row.GetTextOrNull("identity_badge"),
                    IsBot: false // owns no community
                ),
            row.Get<DateTimeOffset>("created_at"),
            row.Get<DateTimeOffset>("updated_at"),
            role,
            role is not null,
            row.Get<bool>("is_held"),
            row.Get<bool>("is_removed"),
            row.Get<bool>("is_on_web"),
            PictureView.Of(pictureUrl, pictureKey, row.GetTextOrNull("picture_alt")),
            rules,
            CommunityRules.HtmlOf(rules)
        );
    }
}

/// <summary>A community's position in a list.</summary>
/// <param name="Sort">The order of the list; null: the newest first.</param>
/// <param name="CreatedAt">For the newest first.</param>
/// <param name="MemberCount">For the largest first.</param>
/// <param name="NameKey">For the order by name.</param>
/// <param name="Id">Distinguishes equal positions.</param>
internal sealed record CommunityPosition(SortChoice? Sort, DateTimeOffset CreatedAt, int MemberCount, string NameKey, Guid Id);
