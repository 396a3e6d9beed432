using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Uploads;

/// <summary>Deletes expired uploads with their parts, and the counts of past days. Any number of instances may do it.</summary>
internal sealed class ExpiredUploads(NpgsqlDataSource database, TimeProvider clock, ILogger<ExpiredUploads> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    // The upload's row is locked before its parts are read: a part that is being added is committed then, or refused afterwards.
    private const string LockSome = "SELECT id FROM uploads WHERE expires_at <= $1 ORDER BY expires_at LIMIT 200 FOR UPDATE SKIP LOCKED";

    private const string DropParts = """
        WITH gone AS (DELETE FROM upload_parts WHERE upload_id = ANY ($1) RETURNING object_key)
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, $2 FROM gone ON CONFLICT DO NOTHING
        """;

    private static readonly TimeSpan CountsAreKept = TimeSpan.FromDays(8);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => DropAsync(cancellationToken);

    internal async Task DropAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (!cancellationToken.IsCancellationRequested && await DropSomeAsync() > 0) { }

        await using var old = Command(
            database,
            "DELETE FROM uploaded_bytes WHERE day < $1",
            DateOnly.FromDateTime((Clock.GetUtcNow() - CountsAreKept).UtcDateTime)
        );
        await old.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<int> DropSomeAsync()
    {
        var now = Clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var ids = new List<Guid>();
        await using (var find = new NpgsqlCommand(LockSome, connection, transaction) { Parameters = { new() { Value = now } } })
        await using (var found = await find.ExecuteReaderAsync())
        {
            while (await found.ReadAsync())
            {
                ids.Add(found.GetGuid(0));
            }
        }

        var expired = ids.ToArray();
        await using var drop = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new(DropParts)
                {
                    Parameters =
                    {
                        new() { Value = expired },
                        new() { Value = now },
                    },
                },
                new("DELETE FROM uploads WHERE id = ANY ($1)") { Parameters = { new() { Value = expired } } },
            },
        };
        await drop.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return expired.Length;
    }
}
