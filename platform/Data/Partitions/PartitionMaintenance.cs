using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Data.Partitions;

/// <summary>
/// Adds the partitions that are due, some weeks ahead, and drops those whose rows are too old. The database does the work: a function of
/// its owner knows the tables and their times (<c>partitions.policies</c>), so the service needs no right on the partitions. Every instance
/// calls it, and one call works at a time.
/// <para>
/// While no call succeeds, rows go on into the partitions that are there, then into the default partition, from which a later call moves
/// them. <see cref="PartitionMetrics"/> shows it weeks before.
/// </para>
/// </summary>
internal sealed class PartitionMaintenance(
    NpgsqlDataSource database,
    PartitionMetrics metrics,
    TimeProvider clock,
    ILogger<PartitionMaintenance> logger
) : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    protected override Task RunOnceAsync(CancellationToken cancellationToken) => MaintainAsync(cancellationToken);

    internal async Task MaintainAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT partitioned_table::text, covered_until FROM maintain_partitions()", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            metrics.Covered(connection.Database, row.Get<string>("partitioned_table"), row.Get<DateTimeOffset>("covered_until"));
        }
    }
}
