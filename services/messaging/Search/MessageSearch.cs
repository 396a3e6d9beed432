using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.ServiceDefaults.Pagination;
using Npgsql;

namespace Community.Messaging.Search;

/// <summary>
/// Finds messages by their words, among exactly those that somebody may read: the newest first. What has many hits is found among the last messages, which are
/// simply read from the newest on; only where those do not fill the page, the index is asked for all hits. So neither a word that is everywhere nor one
/// that is nowhere costs more than a few milliseconds, and no guess of the planner about a word decides which it is.
/// </summary>
internal sealed class MessageSearch(NpgsqlDataSource database, MessageReader messages, MessagingOptions options, TimeProvider clock)
{
    /// <summary>How many of the last messages are read before the index is asked: about as much work as asking it for something rare.</summary>
    private const int Last = 2_000;

    public async Task<CursorPage<MessageHitView>> FindAsync(SearchQuery query, MessageFilter filter, CursorQuery page, Guid viewer, CancellationToken cancel)
    {
        var hits = await ReadAsync(isAmongLast: true);
        if (hits.Count <= page.Limit)
        {
            hits = await ReadAsync(isAmongLast: false);
        }

        // What was deleted between the two statements is no hit any more.
        var views = await messages.ManyAsync([.. hits.Select(hit => hit.Id)], viewer, cancel);
        var found = hits.Where(hit => views.GetValueOrDefault(hit.Id) is { IsDeleted: false })
            .Select(hit => new MessageHitView(views[hit.Id], hit.Highlight)).ToList();
        return hits.Count > page.Limit ? new(found.Take(page.Limit).ToList(), Cursor.Encode(new HitPosition(hits[page.Limit - 1].Id))) : new(found, null);

        async Task<List<(Guid Id, string Highlight)>> ReadAsync(bool isAmongLast)
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            await using var command = new NpgsqlCommand { Connection = connection };
            command.CommandText = Sql(query, filter, page, viewer, isAmongLast, command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var read = new List<(Guid Id, string Highlight)>();
            while (await reader.ReadAsync(cancel))
            {
                read.Add((reader.GetGuid(0), reader.GetString(1)));
            }

            return read;
        }
    }

    /// <summary>Ids are UUIDv7: their order is that of the times. In a channel the order is that of the numbers.</summary>
    internal string Sql(SearchQuery query, MessageFilter filter, CursorQuery page, Guid viewer, bool isAmongLast, NpgsqlParameterCollection parameters)
    {
        var (me, now) = (Add(viewer), Add(clock.GetUtcNow()));
        var sought = query.ToSql(options.SearchLanguages, parameters);
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

        // Written so that the query is made once, and whether a channel may be read is asked of what was found, from the newest on, until there are enough.
        const string Matches = "search @@ (SELECT query FROM sought)";
        var inScope = string.Join(" AND ", where.DefaultIfEmpty("true"));
        var candidates = isAmongLast
            ? $"SELECT * FROM (SELECT * FROM messages WHERE {inScope} ORDER BY {order} DESC LIMIT {Last}) newest WHERE {Matches}"
            : $"SELECT id, seq, channel_id, author_id, deleted_at FROM messages WHERE {inScope} AND {Matches} ORDER BY {order} DESC OFFSET 0";
        var inCommunity = filter.CommunityId is { } community ? $" AND ch.community_id = {Add(community)}" : "";
        return $"""
            WITH sought AS MATERIALIZED (SELECT {sought} AS query),
            hits AS MATERIALIZED (
                SELECT m.id FROM ({candidates}) m
                WHERE m.deleted_at IS NULL AND m.author_id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {me}))
                    AND EXISTS (SELECT FROM channels ch WHERE ch.id = m.channel_id{inCommunity} AND {ReadableChannels.MayRead("ch", me, now)} OFFSET 0)
                ORDER BY m.{order} DESC LIMIT {Add(page.Limit + 1)})
            SELECT m.id, {options.SearchLanguages.HighlightOf("m.content", "(SELECT query FROM sought)")}
            FROM hits JOIN messages m USING (id) ORDER BY m.{order} DESC
            """;

        string Add(object value)
        {
            parameters.Add(new NpgsqlParameter { Value = value });
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${parameters.Count}");
        }
    }
}
