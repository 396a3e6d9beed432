using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Threads;

/// <summary>
/// Removes for good the threads that were deleted a while ago, by themselves or with their community (<c>Messaging:DeletedThreadDays</c>).
/// Threads that moderators removed stay for as long as an appeal may be answered. It works in small batches, so that no request waits for
/// it; any number of instances may do it.
/// </summary>
internal sealed class DeletedThreads(
    NpgsqlDataSource database,
    MessagingOptions options,
    TimeProvider clock,
    ILogger<DeletedThreads> logger
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 500;

    private const string FindThreads = """
        SELECT id FROM channels WHERE kind = 'thread' AND deleted_at < $1 AND (removed_at IS NULL OR removed_at < $2)
        UNION ALL
        SELECT ch.id FROM communities c JOIN channels ch ON ch.community_id = c.id WHERE c.deleted_at < $1 AND ch.kind = 'thread'
        LIMIT 100
        """;

    private const string RemoveReadStates =
        "DELETE FROM read_states WHERE (user_id, channel_id) IN (SELECT user_id, channel_id FROM read_states WHERE channel_id = $1 LIMIT $2)";

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (await FindAsync(cancellationToken) is { Count: > 0 } threads)
        {
            foreach (var thread in threads)
            {
                await RemoveAsync(thread, cancellationToken);
            }
        }
    }

    private async Task<List<Guid>> FindAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            database,
            FindThreads,
            Clock.GetUtcNow() - options.DeletedThreads,
            Clock.GetUtcNow() - RemovedMessages.Kept
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var threads = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            threads.Add(reader.GetGuid(0));
        }

        return threads;
    }

    private async Task RemoveAsync(Guid thread, CancellationToken cancellationToken)
    {
        while (await ExecuteAsync(ChannelStore.PurgeMessages, cancellationToken, thread, Batch, Clock.GetUtcNow()) > 0) { }

        while (await ExecuteAsync(RemoveReadStates, cancellationToken, thread, Batch) > 0) { }

        await ExecuteAsync(ChannelStore.PurgeThread, cancellationToken, thread);
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(database, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
