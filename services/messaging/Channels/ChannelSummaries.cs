using Community.Messaging.Direct;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>
/// Reads channels as lists show them, all in one statement. The caller has checked that the viewer may read them.
/// </summary>
internal sealed class ChannelSummaries(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Select = """
        SELECT ch.id, ch.kind, t.title, ch.community_id, nullif(c.name, '') AS community_name, ch.event_id, nullif(e.name, '') AS event_name,
            CASE WHEN ch.kind = 'direct' THEN CASE WHEN ch.low_id = $2 THEN ch.high_id ELSE ch.low_id END END AS peer_id, p.username, p.full_name, p.picture_url,
            coalesce(p.is_bot, false) AS is_bot
        FROM channels ch LEFT JOIN threads t ON t.id = ch.id LEFT JOIN communities c ON c.id = ch.community_id LEFT JOIN events e ON e.id = ch.event_id
        LEFT JOIN people p ON ch.kind = 'direct' AND p.id = CASE WHEN ch.low_id = $2 THEN ch.high_id ELSE ch.low_id END
            AND p.profile_version > 0 AND NOT p.is_erased AND (NOT p.is_suspended OR p.suspended_until <= $3)
            AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = $2 AND h.other_id = p.id)
        WHERE ch.id = ANY ($1)
        """;

    /// <summary>The channels by their ids; an id without a channel is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, ChannelSummaryView>> FindAsync(
        IReadOnlyCollection<Guid> ids,
        Guid viewer,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<Guid, ChannelSummaryView>(ids.Count);
        if (ids.Count == 0)
        {
            return found;
        }

        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = viewer });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var (id, title, eventName) = (row.Get<Guid>("id"), row.GetTextOrNull("title"), row.GetTextOrNull("event_name"));
            var peer = row.IsNull("peer_id")
                ? null
                : new PeerView(
                    row.Get<Guid>("peer_id"),
                    row.GetTextOrNull("username"),
                    row.GetTextOrNull("full_name"),
                    row.GetTextOrNull("picture_url"),
                    row.Get<bool>("is_bot")
                );
            found[id] = new ChannelSummaryView(
                id,
                row.Get<string>("kind"),
                title ?? eventName ?? peer?.FullName ?? peer?.Username,
                row.IsNull("community_id") ? null : new PlaceView(row.Get<Guid>("community_id"), row.GetTextOrNull("community_name")),
                row.IsNull("event_id") ? null : new PlaceView(row.Get<Guid>("event_id"), eventName),
                peer
            );
        }

        return found;
    }
}

/// <summary>A channel in a list. Exactly one of community, event and peer is given.</summary>
/// <param name="Id">The channel's id.</param>
/// <param name="Kind"><c>thread</c>, <c>direct</c> or <c>event_chat</c>.</param>
/// <param name="Title">A thread's title, an event's name, or the other person's name; null: not known.</param>
/// <param name="Community">Of a thread: its community.</param>
/// <param name="Event">Of an event's chat: the event.</param>
/// <param name="Peer">Of a conversation: the other person.</param>
internal sealed record ChannelSummaryView(Guid Id, string Kind, string? Title, PlaceView? Community, PlaceView? Event, PeerView? Peer)
    : IHasExample<ChannelSummaryView>
{
    public static ChannelSummaryView Example =>
        new(
            ChannelView.Example.Id,
            ChannelKind.EventChat,
            ChannelView.Example.Title,
            ChannelView.Example.Community,
            ChannelView.Example.Event,
            ChannelView.Example.Peer
        );
}
