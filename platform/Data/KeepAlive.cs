using Npgsql;

namespace Community.Platform.Data;

/// <summary>TCP's keep-alive for connections to PostgreSQL.</summary>
public static class KeepAlive
{
    /// <summary>
    /// Notices within a minute a connection that a proxy or a failover left half open; by the kernel's default it would hang for two hours.
    /// A Unix socket (a host that is a path) has no keep-alive and needs none: asking for it fails each connection.
    /// </summary>
    /// <param name="connection">The connection string, which is changed.</param>
    public static NpgsqlConnectionStringBuilder WithKeepAlive(this NpgsqlConnectionStringBuilder connection)
    {
        if (connection.Host is ['/' or '@', ..])
        {
            return connection;
        }

        connection.TcpKeepAlive = true;
        connection.TcpKeepAliveTime = 30;
        connection.TcpKeepAliveInterval = 5;
        return connection;
    }
}
