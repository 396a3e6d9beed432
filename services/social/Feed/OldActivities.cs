using System.ComponentModel.DataAnnotations;
using Community.Platform.Data;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Social.Feed;

/// <summary>How long activities are kept.</summary>
[Settings("Social")]
internal sealed class ActivityOptions
{
    /// <summary>The number of days for which activities are kept.</summary>
    [Range(1, 36_500)]
    public int ActivityDays { get; init; } = 400;

    /// <inheritdoc cref="ActivityDays"/>
    public TimeSpan Kept => TimeSpan.FromDays(ActivityDays);
}

/// <summary>
/// Deletes activities that are too old to be read, and the titles of their threads, a few at a time. Any number of instances may run it.
/// </summary>
internal sealed class OldActivities(NpgsqlDataSource database, ActivityOptions options, TimeProvider clock, ILogger<OldActivities> logger)
    : PeriodicWork(TimeSpan.FromMinutes(30), clock, logger)
{
    private const int Batch = 2000;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        var before = Clock.GetUtcNow() - options.Kept;
        await DeleteAsync("activities", "id", Uuid7.FirstOf(before), cancellationToken);
        await DeleteAsync("thread_titles", "changed_at", before, cancellationToken);
    }

    private async Task DeleteAsync(string table, string column, object before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            DELETE FROM {table} WHERE ctid IN (
                SELECT ctid FROM {table} WHERE {column} < @before ORDER BY {column} LIMIT @batch FOR UPDATE SKIP LOCKED)
            """
        );
        command.Parameters.AddWithValue("before", before);
        command.Parameters.AddWithValue("batch", Batch);
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
