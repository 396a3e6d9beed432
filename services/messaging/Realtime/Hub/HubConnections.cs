using System.Globalization;
using Community.Messaging.Sync;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>
/// SignalR's extension point for connections. Everything that the hub sends to a caller goes the same way as everything else to that
/// client, so that the order is kept. Groups are our own (<see cref="Topics"/>), because SignalR's make a sender wait for the slowest
/// client.
/// </summary>
internal sealed class HubConnections(
    ClientConnections clients,
    Topics topics,
    Presence presence,
    WritePumps pumps,
    SyncSubscriptions subscriptions,
    IOptions<RealtimeOptions> options,
    TimeProvider clock,
    ILogger<DefaultHubLifetimeManager<CommunityHub>> logger
) : DefaultHubLifetimeManager<CommunityHub>(logger)
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        await base.OnConnectedAsync(connection);
        var user = connection.User!;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(user.FindFirst(AccessTokenClaims.ExpiresAt)!.Value, CultureInfo.InvariantCulture)
        );
        presence.Enter(user.UserId(), user.UserId());
        await clients.AddAsync(
            user.UserId(),
            person => new ClientConnection(connection, person, user.SessionId(), expiresAt, options.Value, pumps.Next(), clock)
        );
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (clients.Find(connection.ConnectionId) is { } client)
        {
            clients.Remove(client);
            subscriptions.Remove(client.Id);
            var departure = client.IsMoving ? Departure.Moving : Departure.Disconnected;
            foreach (var topic in client.Subscriptions.Keys)
            {
                topics.Leave(client, topic, departure);
            }

            presence.Leave(client.UserId, client.UserId, departure);
        }

        await base.OnDisconnectedAsync(connection);
    }

    public override Task SendConnectionAsync(
        string connectionId,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    )
    {
        clients.Find(connectionId)?.Send(Frame.Of(methodName, args[0]!));
        return Task.CompletedTask;
    }
}
