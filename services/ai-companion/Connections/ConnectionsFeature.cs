using Community.Companion.Data;
using Community.Contracts.Social;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Companion.Connections;

/// <summary>Connections between people.</summary>
internal static class ConnectionsFeature
{
    public static void AddConnections(this WebApplicationBuilder builder) =>
        builder.AddBackfill<CompanionDb, ConnectionSnapshot>(
            "connections",
            "social",
            "/internal/connections",
            (db, connection) =>
                db.ApplyConnectionAsync(
                    connection.ConnectionId,
                    connection.Version,
                    connection.FromUserId,
                    connection.ToUserId,
                    isConnected: true
                )
        );

    public static void AddConnectionConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenConnectionAccepted>();
        bus.AddConsumer<WhenConnectionRemoved>();
    }
}
