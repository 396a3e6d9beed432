using Community.Companion.Data;
using Community.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Connections;

/// <summary>Applies social's events about connections; the newest version of each counts.</summary>
internal static class ConnectionProjection
{
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
