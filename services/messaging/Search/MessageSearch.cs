using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.ServiceDefaults.Pagination;
using Npgsql;

namespace Community.Messaging.Search;

/// <summary>Finds messages by their words, among exactly those that somebody may read: the newest first.</summary>
internal sealed class MessageSearch(NpgsqlDataSource database, MessageReader messages, MessagingOptions options, TimeProvider clock)
{
    public async Task<CursorPage<MessageHitView>> FindAsync(SearchQuery query, MessageFilter filter, CursorQuery page, Guid viewer, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText = Sql(query, filter, page, viewer, command.Parameters);
        var hits = new List<(Guid Id, string Highlight)>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                hits.Add((reader.GetGuid(0), reader.GetString(1)));
            }
        }

        // What was deleted between the two statements is no hit any more.
        var views = await messages.ManyAsync([.. hits.Select(hit => hit.Id)], viewer, cancel);
        var found = hits.Where(hit => views.GetValueOrDefault(hit.Id) is { IsDeleted: false })
            .Select(hit => new MessageHitView(views[hit.Id], hit.Highlight)).ToList();
        return hits.Count > page.Limit ? new(found.Take(page.Limit).ToList(), Cursor.Encode(new HitPosition(hits[page.Limit - 1].Id))) : new(found, null);
    }

    /// <summary>Ids are UUIDv7: their order is that of the times.</summary>
    internal string Sql(SearchQuery query, MessageFilter filter, CursorQuery page, Guid viewer, NpgsqlParameterCollection parameters)
    {
        var (me, now) = (Add(viewer), Add(clock.GetUtcNow()));
        var sought = query.ToSql(options.SearchLanguages, parameters);
        var conditions = page.TryGetPosition<HitPosition>(out var after) ? $" AND m.id < {Add(after.Id)}" : "";
        conditions += filter.ChannelId is { } channel ? $" AND m.channel_id = {Add(channel)}" : "";
        conditions += filter.AuthorId is { } author ? $" AND m.author_id = {Add(author)}" : "";
        conditions += filter.CommunityId is { } community ? $" AND ch.community_id = {Add(community)}" : "";
        return $"""
            SELECT hit.id, {options.SearchLanguages.HighlightOf("hit.content", $"({sought})")} FROM (
                SELECT m.id, m.content FROM messages m JOIN channels ch ON ch.id = m.channel_id
                WHERE m.search @@ ({sought}) AND m.deleted_at IS NULL{conditions}
                    AND m.author_id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {me}))
                    AND {ReadableChannels.MayRead("ch", me, now)}
                ORDER BY m.id DESC LIMIT {Add(page.Limit + 1)}) hit
            ORDER BY hit.id DESC
            """;

        string Add(object value)
        {
            parameters.Add(new NpgsqlParameter { Value = value });
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${parameters.Count}");
        }
    }
}
