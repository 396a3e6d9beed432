using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Attachments;

/// <summary>Drops uploads that no message refers to. Any number of instances may do it.</summary>
internal sealed class UnusedAttachments(
    NpgsqlDataSource database,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<UnusedAttachments> logger
) : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    private const string DropSome = """
        WITH gone AS (
            DELETE FROM attachments WHERE id IN (
                SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT 200 FOR UPDATE SKIP LOCKED)
            RETURNING object_key)
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, $2 FROM gone ON CONFLICT DO NOTHING
        """;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => DropAsync(cancellationToken);

    internal async Task DropAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (!cancellationToken.IsCancellationRequested && await DropSomeAsync() > 0) { }
    }

    private async Task<int> DropSomeAsync()
    {
        var now = Clock.GetUtcNow();
        await using var command = Command(database, DropSome, now - options.UnusedAttachments, now);
        return await command.ExecuteNonQueryAsync();
    }
}
