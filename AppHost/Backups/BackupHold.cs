using System.Globalization;
using Npgsql;

namespace Community.AppHost.Backups;

/// <summary>
/// Holds one service's background work for a backup, by locks in its database. No integration event is published from the outbox, and no
/// stored object is deleted. Requests are served meanwhile: their events wait in the outbox. The locks end with this object, and with its
/// process.
/// </summary>
public sealed class BackupHold : IAsyncDisposable
{
    /// <summary>How many partitions of the outbox are locked. A service has at most as many; locks on others do nothing.</summary>
    public const int Partitions = 64;

    private readonly NpgsqlConnection _connection;
    private readonly string _database;

    private BackupHold(NpgsqlConnection connection) => (_connection, _database) = (connection, connection.Database);

    /// <summary>Takes the locks; waits until events that are being published are confirmed.</summary>
    /// <param name="connectionString">The service's database.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<BackupHold> TakeAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString
        );
        try
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, "SELECT pg_advisory_lock(hashtext('dropped_objects'), 0)", cancellationToken);
            await ExecuteAsync(
                connection,
                "SELECT pg_advisory_lock(hashtext('outbox'), p) FROM generate_series(0, $1 - 1) AS p",
                cancellationToken
            );
            return new BackupHold(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets events be published again; stored objects stay held.</summary>
    /// <exception cref="UsageException">The locks were lost meanwhile, so that the backup is not whole.</exception>
    public async Task ReleasePublishingAsync()
    {
        try
        {
            await RequireHeldAsync();
            await ExecuteAsync(
                _connection,
                "SELECT pg_advisory_unlock(hashtext('outbox'), p) FROM generate_series(0, $1 - 1) AS p",
                CancellationToken.None
            );
        }
        catch (NpgsqlException)
        {
            throw Lost();
        }
    }

    /// <summary>Checks that stored objects were held until now.</summary>
    /// <exception cref="UsageException">They were not.</exception>
    public async Task RequireHeldAsync()
    {
        try
        {
            await ExecuteAsync(_connection, "SELECT", CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            throw Lost();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // The server frees the locks of a closed connection only when it has noticed, which may be after this returns.
            await ExecuteAsync(_connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The connection broke, and its locks with it.
        }

        await _connection.DisposeAsync();
    }

    private UsageException Lost() =>
        new($"The connection to database {_database} broke while its events were held. Take the backup again, into another folder.");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            sql.Replace("$1", Partitions.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            connection
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
