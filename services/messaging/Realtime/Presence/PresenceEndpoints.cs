using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
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

    public static void MapPresence(this IEndpointRouteBuilder api) =>
        api.MapGet("/channels/{id:guid}/presence", ShowAsync).WithTags("Realtime").RequireAuthorization(Policies.SignedIn);

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

/// <summary>The users in a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Online">The users who are there and visible to the caller, by name.</param>
internal sealed record ChannelPresence(Guid ChannelId, IReadOnlyList<AuthorView> Online) : IHasExample<ChannelPresence>
{
    public static ChannelPresence Example => new(Guid.Parse("0198c0de-0000-7000-8000-0000000000c0"), [AuthorView.Example]);
}
