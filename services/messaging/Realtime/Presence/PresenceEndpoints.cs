using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>Presence, for clients that start, or missed the events.</summary>
internal static class PresenceEndpoints
{
    private const int Most = 1_000;

    private const string Select = """
        SELECT p.id, p.username, p.full_name, p.picture_url FROM presences here JOIN people p ON p.id = here.user_id
        WHERE (here.place_id = $1 OR (here.user_id IN ($3, $4) AND here.place_id = here.user_id)) AND p.username IS NOT NULL
            AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = $2 AND h.other_id = p.id)
        ORDER BY p.username_key, p.id LIMIT $5
        """;

    // A user's own id is the place of all their connections.
    private const string SelectPeers = """
        SELECT peer.id FROM (SELECT CASE WHEN low_id = $1 THEN high_id ELSE low_id END AS id, last_activity_at FROM channels
            WHERE kind = 'direct' AND (low_id = $1 OR high_id = $1) AND last_seq > 0) peer
        WHERE EXISTS (SELECT FROM presences here WHERE here.place_id = peer.id AND here.user_id = peer.id)
            AND EXISTS (SELECT FROM people p WHERE p.id = peer.id AND p.profile_version > 0 AND NOT p.is_erased
                AND (NOT p.is_suspended OR p.suspended_until <= $3))
            AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = $1 AND h.other_id = peer.id)
        ORDER BY peer.last_activity_at DESC, peer.id LIMIT $2
        """;

    public static void MapPresence(this IEndpointRouteBuilder api)
    {
        var realtime = api.MapGroup("").WithTags("Realtime").RequireAuthorization(Policies.SignedIn);
        realtime.MapGet("/channels/{id:guid}/presence", ShowAsync);
        realtime.MapGet("/direct/presence", ListPeersAsync).NotStored("presence of now");
    }

    /// <summary>Shows which of the people whom the caller has conversations with are connected now.</summary>
    /// <remarks>At most 1,000, of the conversations that were active last. <c>JoinDirect</c> tells of one person at once.</remarks>
    private static async Task<Ok<DirectPresence>> ListPeersAsync(
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(SelectPeers);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caller.UserId() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Most });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var online = new List<Guid>();
        while (await row.ReadAsync(cancellationToken))
        {
            online.Add(row.GetGuid(0));
        }

        return TypedResults.Ok(new DirectPresence(online));
    }

    /// <summary>Shows which users are in a channel now.</summary>
    /// <remarks>
    /// In a thread or an event's chat: users who subscribed to it over the hub. In a direct conversation: users who are connected at all.
    /// At most 1,000.
    /// </remarks>
    /// <param name="id">The channel's id.</param>
    private static async Task<Results<Ok<ChannelPresence>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        var channel = (await channels.RequireAsync(id, caller.UserId(), "channel")).Channel;
        await using var command = database.CreateCommand(Select);
        // In a conversation, the two people's own ids are the places.
        foreach (
            var value in new[]
            {
                channel.Kind == ChannelKind.Direct ? Guid.Empty : id,
                caller.UserId(),
                channel.LowId ?? Guid.Empty,
                channel.HighId ?? Guid.Empty,
            }
        )
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = value });
        }

        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Most });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var online = new List<AuthorView>();
        while (await row.ReadAsync(cancellationToken))
        {
            online.Add(
                new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3))
            );
        }

        return TypedResults.Ok(new ChannelPresence(id, online));
    }
}

/// <summary>The connected people of the caller's conversations.</summary>
/// <param name="Online">Their ids; people who are hidden by a block, suspended or erased are not among them.</param>
internal sealed record DirectPresence(IReadOnlyList<Guid> Online) : IHasExample<DirectPresence>
{
    public static DirectPresence Example => new([Guid.Parse("0198c0de-0000-7000-8000-000000000001")]);
}

/// <summary>The users in a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Online">The users who are there and visible to the caller, by name.</param>
internal sealed record ChannelPresence(Guid ChannelId, IReadOnlyList<AuthorView> Online) : IHasExample<ChannelPresence>
{
    public static ChannelPresence Example => new(Guid.Parse("0198c0de-0000-7000-8000-0000000000c0"), [AuthorView.Example]);
}
