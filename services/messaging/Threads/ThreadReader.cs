using System.Globalization;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Messaging.Reading;
using Community.Messaging.Search;
using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Threads;

/// <summary>Reads threads as a user sees them, and only those that the user may read.</summary>
internal sealed class ThreadReader(NpgsqlDataSource database, MessagingOptions options, TimeProvider clock)
{
    private static readonly string Columns = $"""
        t.id, t.community_id, t.title, t.content, t.content_html, t.tags, t.created_by, p.username, p.full_name, p.picture_url, p.is_bot, t.created_at, t.updated_at,
        ch.message_count, ch.last_activity_at, ch.is_pinned, ch.is_locked,
        greatest(ch.last_seq - coalesce(r.last_read_seq + r.own_unread, 0) - {UnreadMessages.Unshown(
            "ch",
            "coalesce(r.last_read_seq, 0)",
            "$1"
        )}, 0) AS unread, ch.is_held
        """;

    private const string Joins = """
        FROM channels ch JOIN threads t ON t.id = ch.id LEFT JOIN people p ON p.id = t.created_by
        LEFT JOIN read_states r ON r.channel_id = ch.id AND r.user_id = $1
        """;

    private static readonly string Readable = $"ch.kind = 'thread' AND {ReadableChannels.MayRead("ch", "$1", "$2")}";

    /// <summary>One thread. Whether the viewer may read it was checked before.</summary>
    public async Task<ThreadView?> FindAsync(Guid id, Guid viewer, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, id, viewer, cancellationToken);
    }

    /// <summary>The same within a transaction that may have just written it.</summary>
    public static async Task<ThreadView?> FindAsync(
        NpgsqlConnection connection,
        Guid id,
        Guid viewer,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = Command(connection, $"SELECT {Columns} {Joins} WHERE ch.id = $2 AND ch.kind = 'thread'", viewer, id);
        return (await ReadAsync(command, View, cancellationToken)).SingleOrDefault();
    }

    /// <summary>One thread, for a moderator of the platform: only if it was reported, even if it was removed.</summary>
    public async Task<ThreadView?> FindForModeratorAsync(Guid id, Guid moderator, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = Command(
            connection,
            $"SELECT {Columns} {Joins} WHERE ch.id = $2 AND ch.kind = 'thread' AND ch.is_reported",
            moderator,
            id
        );
        return (await ReadAsync(command, View, cancellationToken)).SingleOrDefault();
    }

    /// <summary>A community's threads: pinned ones first, then the last active.</summary>
    public Task<Page<ThreadView>> InCommunityAsync(
        Guid communityId,
        ThreadFilter filter,
        PageQuery page,
        Guid viewer,
        CancellationToken cancellationToken
    ) =>
        PageAsync(
            viewer,
            page,
            where =>
            {
                var conditions = $"ch.community_id = {where.Add(communityId)}";
                conditions += filter.Tag is { } tag ? $" AND t.tag_keys @> ARRAY[{where.Add(TagKey(tag))}::text]" : "";
                conditions += filter.Author is { } author ? $" AND t.created_by = {where.Add(author)}" : "";
                return (conditions, null);
            },
            cancellationToken
        );

    /// <summary>The results of a search, of all communities, the best first.</summary>
    public async Task<Page<ThreadView>> SearchAsync(
        SearchQuery query,
        Guid? communityId,
        PageQuery page,
        Guid viewer,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await SearchTime.LimitAsync(
            connection,
            () => PageAsync(connection, viewer, page, Conditions, cancellationToken),
            cancellationToken
        );

        (string Conditions, string? Rank) Conditions(Where where)
        {
            var sought = query.ToSql(options.SearchLanguages, where.Parameters);
            var conditions = $"t.search @@ ({sought})";
            conditions += communityId is { } community ? $" AND ch.community_id = {where.Add(community)}" : "";
            return (conditions, $"ts_rank(t.search, {query.Included.ToSql(options.SearchLanguages, where.Parameters)})");
        }
    }

    /// <summary>A tag as filters compare it.</summary>
    public static string TagKey(string tag) => tag.ToLowerInvariant();

    private async Task<Page<ThreadView>> PageAsync(
        Guid viewer,
        PageQuery page,
        Func<Where, (string Conditions, string? Rank)> ask,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await PageAsync(connection, viewer, page, ask, cancellationToken);
    }

    /// <summary>
    /// A page by its number or after a cursor. A search is ordered by rank, a community's list by pin; then both by activity and id.
    /// </summary>
    private async Task<Page<ThreadView>> PageAsync(
        NpgsqlConnection connection,
        Guid viewer,
        PageQuery page,
        Func<Where, (string Conditions, string? Rank)> ask,
        CancellationToken cancellationToken
    )
    {
        page.TryGetPosition<ThreadPosition>(out var number, out var last);
        await using var count = new NpgsqlCommand { Connection = connection };
        await using var list = new NpgsqlCommand { Connection = connection };
        var (counted, listed) = (new Where(count.Parameters), new Where(list.Parameters));
        foreach (var where in new[] { counted, listed })
        {
            where.Add(viewer);
            where.Add(clock.GetUtcNow());
        }

        // Counted before reading: a random page number must not make the database skip through a whole table.
        count.CommandText =
            $"SELECT count(*) FROM channels ch JOIN threads t ON t.id = ch.id WHERE {ask(counted).Conditions} AND {Readable}";
        var total = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        var offset = last is null ? (page.Page - 1L) * page.Limit : 0;
        if (offset >= total)
        {
            return PageOf([]);
        }

        var (conditions, rank) = ask(listed);
        var first = rank ?? "ch.is_pinned";
        if (last is not null)
        {
            if (last.Rank is null != rank is null)
            {
                throw Problem.InvalidCursor();
            }

            var (key, activity, id) = (listed.Add(last.Rank ?? (object)last.IsPinned), listed.Add(last.LastActivity), listed.Add(last.Id));
            conditions +=
                $" AND (({first}, ch.last_activity_at) < ({key}, {activity}) OR (({first}, ch.last_activity_at) = ({key}, {activity}) AND ch.id > {id}))";
        }

        list.CommandText = $"""
            SELECT {Columns}, {rank ?? "NULL::real"} AS rank {Joins} WHERE {conditions} AND {Readable}
            ORDER BY {first} DESC, ch.last_activity_at DESC, ch.id LIMIT {listed.Add(page.Limit)} OFFSET {listed.Add(offset)}
            """;
        return PageOf(await ReadAsync(list, row => (View: View(row), Rank: row.GetOrNull<float>("rank")), cancellationToken));

        Page<ThreadView> PageOf(List<(ThreadView View, float? Rank)> threads)
        {
            var found = Page.Of(
                threads,
                total,
                page,
                number,
                thread => new ThreadPosition(thread.View.IsPinned, thread.View.LastActivity, thread.View.Id, thread.Rank)
            );
            return new([.. found.Items.Select(thread => thread.View)], found.Total, found.Number, found.Pages, found.NextCursor);
        }
    }

    /// <summary>The place of a thread in its community's list, or in a search.</summary>
    /// <param name="IsPinned">The first key of a community's list.</param>
    /// <param name="LastActivity">The second key.</param>
    /// <param name="Id">Among equals.</param>
    /// <param name="Rank">The first key of a search; null in a community's list.</param>
    private sealed record ThreadPosition(bool IsPinned, DateTimeOffset LastActivity, Guid Id, float? Rank = null);

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    private static ThreadView View(NpgsqlDataReader row)
    {
        var createdBy = row.Get<Guid>("created_by");
        return new ThreadView(
            row.Get<Guid>("id"),
            row.Get<Guid>("community_id"),
            row.Get<string>("title"),
            row.Get<string>("content"),
            row.Get<string>("content_html"),
            row.Get<string[]>("tags"),
            createdBy,
            row.IsNull("username")
                ? null
                : new AuthorView(
                    createdBy,
                    row.Get<string>("username"),
                    row.GetTextOrNull("full_name"),
                    row.GetTextOrNull("picture_url"),
                    row.Get<bool>("is_bot")
                ),
            row.Get<DateTimeOffset>("created_at"),
            row.Get<DateTimeOffset>("updated_at"),
            row.Get<long>("message_count"),
            row.Get<DateTimeOffset>("last_activity_at"),
            row.Get<bool>("is_pinned"),
            row.Get<bool>("is_locked"),
            row.Get<long>("unread"),
            row.Get<bool>("is_held")
        );
    }

    /// <summary>Conditions of a query under construction, with their parameters.</summary>
    private sealed record Where(NpgsqlParameterCollection Parameters)
    {
        public string Add(object value)
        {
            Parameters.Add(new NpgsqlParameter { Value = value });
            return string.Create(CultureInfo.InvariantCulture, $"${Parameters.Count}");
        }
    }
}
