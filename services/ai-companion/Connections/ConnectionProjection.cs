using Community.Companion.Badges;
using Community.Companion.Data;
using Community.Companion.Streaks;
using Community.Contracts.Social;
using Community.People;
using Community.Platform.Bus;
using Community.Platform.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Connections;

/// <summary>Applies social's events about connections; the newest version of each counts.</summary>
internal static class ConnectionProjection
{
    public static void AddConnectionConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenConnectionAccepted>();
        bus.AddConsumer<WhenConnectionRemoved>();
    }

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

    public static async Task ApplyConnectionAsync(this CompanionDb db, Guid id, long version, Guid one, Guid other, bool isConnected)
    {
        if (!await db.HoldAsync(one) | !await db.HoldAsync(other))
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO connections (id, version, low_id, high_id, is_connected)
            VALUES ({id}, {version}, least({one}, {other}), greatest({one}, {other}), {isConnected})
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_connected = excluded.is_connected
            WHERE connections.version < excluded.version
            """
        );
    }
}

internal sealed class WhenConnectionAccepted(CompanionDb db, TimeProvider clock) : IConsumer<ConnectionAccepted>
{
    public async Task Consume(ConsumeContext<ConnectionAccepted> context)
    {
        var accepted = context.Message;
        await db.ApplyConnectionAsync(accepted.ConnectionId, accepted.Version, accepted.FromUserId, accepted.ToUserId, isConnected: true);
        if (await db.HoldAsync(accepted.FromUserId))
        {
            await db.AwardBadgesAsync(accepted.FromUserId, clock.GetKeptNow());
        }

        await db.MarkActiveAsync(accepted.ToUserId, accepted.OccurredAt);
    }
}

internal sealed class WhenConnectionRemoved(CompanionDb db) : IConsumer<ConnectionRemoved>
{
    public Task Consume(ConsumeContext<ConnectionRemoved> context)
    {
        var removed = context.Message;
        return db.ApplyConnectionAsync(removed.ConnectionId, removed.Version, removed.FromUserId, removed.ToUserId, isConnected: false);
    }
}
