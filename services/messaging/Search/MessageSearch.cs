using System.Text.Json;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Http.Pagination;
using Npgsql;

namespace Community.Messaging.Search;

/// <summary>
/// Finds messages by their words, among exactly those that a user may read, the newest first. Frequent words are found soon among the last
/// messages, rare words by the index. So the last messages are read first, as many as the index would have to fetch for these words; only
/// if that does not fill the page, the index is asked for all. Neither costs much more than the better of the two, however the words are
/// spread.
/// </summary>
internal sealed class MessageSearch(
    NpgsqlDataSource database,
    MessageReader messages,
    ChannelSummaries summaries,
    MessagingOptions options,
    TimeProvider clock
)
{
    private const int Least = 500;
    private const int Most = 50_000;

    public async Task<CursorPage<MessageHitView>> FindAsync(
        SearchQuery query,
        MessageFilter filter,
        CursorQuery page,
        Guid viewer,
        CancellationToken cancellationToken
    )
    {
        List<(Guid Id, string Highlight)> hits;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            hits = await SearchTime.LimitAsync(connection, () => HitsAsync(connection), cancellationToken);
        }

        // A message that was deleted between the two statements is no hit any more.
        var views = await messages.ManyAsync([.. hits.Select(hit => hit.Id)], viewer, cancellationToken);
        var shown = hits.FindAll(hit => views.GetValueOrDefault(hit.Id) is { IsDeleted: false });
        var channels = await summaries.FindAsync([.. shown.Select(hit => views[hit.Id].ChannelId).Distinct()], viewer, cancellationToken);
        var found = shown.ConvertAll(hit => new MessageHitView(
            views[hit.Id],
            hit.Highlight,
            channels.GetValueOrDefault(views[hit.Id].ChannelId)
        ));
        return hits.Count > page.Limit
            ? new(found.Take(page.Limit).ToList(), Cursor.Encode(new HitPosition(hits[page.Limit - 1].Id)))
            : new(found, null);

        async Task<List<(Guid Id, string Highlight)>> HitsAsync(NpgsqlConnection connection)
        {
            var last = Math.Clamp(await GuessAsync(connection, query, cancellationToken), Least, Most);
            var newest = await ReadAsync(connection, last);
            return newest.Count > page.Limit ? newest : await ReadAsync(connection, null);
        }

        async Task<List<(Guid Id, string Highlight)>> ReadAsync(NpgsqlConnection connection, int? last)
        {
            await using var command = new NpgsqlCommand { Connection = connection };
            command.CommandText = Sql(query, filter, page, viewer, last, command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var read = new List<(Guid Id, string Highlight)>();
            while (await reader.ReadAsync(cancellationToken))
            {
                read.Add((reader.GetGuid(0), reader.GetString(1)));
            }

            return read;
        }
    }

    /// <summary>How many messages PostgreSQL expects to have these words, from its statistics of them.</summary>
    private async Task<int> GuessAsync(NpgsqlConnection connection, SearchQuery query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText =
            $"EXPLAIN (FORMAT JSON) SELECT FROM messages WHERE search @@ ({query.ToSql(options.SearchLanguages, command.Parameters)})";
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
        return (int)Math.Min(plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble(), Most);
    }

    /// <summary>Ids are UUIDv7: their order is that of the times. In a channel the order is that of the numbers.</summary>
    /// <param name="last">Search only so many of the last messages; null: search all, by the index.</param>
    internal string Sql(
        SearchQuery query,
        MessageFilter filter,
        CursorQuery page,
        Guid viewer,
        int? last,
        NpgsqlParameterCollection parameters
    )
    {
        var (me, now) = (Add(viewer), Add(clock.GetUtcNow()));
        var (sought, marked) = (query.ToSql(options.SearchLanguages, parameters), query.MarkedToSql(options.SearchLanguages, parameters));
        var order = filter.ChannelId is null ? "id" : "seq";
        List<string> where = [];
        if (filter.ChannelId is { } channel)
        {
            where.Add($"channel_id = {Add(channel)}");
        }

        if (filter.AuthorId is { } author)
        {
            where.Add($"author_id = {Add(author)}");
        }

        if (page.TryGetPosition<HitPosition>(out var after))
        {
            where.Add(filter.ChannelId is null ? $"id < {Add(after.Id)}" : $"seq < (SELECT seq FROM messages WHERE id = {Add(after.Id)})");
        }

        // Written so that the query is made once. The right to read is checked only for channels of found messages, from the newest on,
        // until there are enough.
        const string Matches = "search @@ (SELECT query FROM sought)";
        var inScope = string.Join(" AND ", where.DefaultIfEmpty("true"));
        var candidates = last is { } newest
            ? $"SELECT * FROM (SELECT * FROM messages WHERE {inScope} ORDER BY {order} DESC LIMIT {Add(newest)}) newest WHERE {Matches}"
            : $"""
                SELECT id, seq, channel_id, author_id, deleted_at
                FROM (SELECT id, seq, channel_id, author_id, deleted_at FROM messages WHERE {Matches} OFFSET 0) hit WHERE {inScope} ORDER BY {order} DESC OFFSET 0
                """;
        var inCommunity = filter.CommunityId is { } community ? $" AND ch.community_id = {Add(community)}" : "";
        return $"""
            WITH sought AS MATERIALIZED (SELECT {sought} AS query, {marked} AS marked),
            hits AS MATERIALIZED (
                SELECT m.id FROM ({candidates}) m
                WHERE m.deleted_at IS NULL AND m.author_id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {me}))
                    AND EXISTS (SELECT FROM channels ch WHERE ch.id = m.channel_id{inCommunity} AND {ReadableChannels.MayRead(
                "ch",
                me,
                now
            )} OFFSET 0)
                ORDER BY m.{order} DESC LIMIT {Add(page.Limit + 1)})
            SELECT m.id, {options.SearchLanguages.HighlightOf("m.content", "(SELECT marked FROM sought)")}
            FROM hits JOIN messages m USING (id) ORDER BY m.{order} DESC
            """;

        string Add(object value)
        {
            parameters.Add(new NpgsqlParameter { Value = value });
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${parameters.Count}");
        }
    }
}
