using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Identity.Housekeeping;

/// <summary>
/// Deletes rows that are no longer needed, a few thousand at once so that no lock is held for long. Any number of instances may run it.
/// </summary>
internal sealed class OldRows(NpgsqlDataSource database, TimeProvider clock, ILogger<OldRows> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const int Batch = 5000;

    private static readonly (string Table, string Condition)[] Chores =
    [
        // Rows of the last day are kept: they count how often something was sent.
        ("one_time_tokens", "expires_at < @now AND created_at < @now - interval '1 day'"),
        ("login_failures", "last_failure_at < @now - interval '1 day'"),
        (
            "password_reset_requests",
            "requested_at < @now - interval '1 day' AND (handled_at IS NOT NULL OR requested_at < @now - interval '2 days')"
        ),
        ("contact_changes", "requested_at < @now - interval '30 days'"),
        ("login_challenges", "expires_at < @now"),
        ("passkey_ceremonies", "expires_at < @now"),
        ("provider_authorizations", "expires_at < @now"),
        ("used_id_tokens", "expires_at < @now"),
        ("sessions", "ended_at < @now - interval '30 days'"),
        ("sessions", "ended_at IS NULL AND expires_at < @now - interval '30 days'"),
        ("registration_keys", "created_at < @now - interval '1 day'"),
        ("known_addresses", "seen_at < @now - interval '180 days'"),
        ("known_devices", "seen_at < @now - interval '180 days'"),
        ("sign_ins", "last_at < @now - interval '90 days'"),
    ];

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        foreach (var (table, condition) in Chores)
        {
            await DeleteAsync(table, condition, cancellationToken);
        }
    }

    private async Task DeleteAsync(string table, string condition, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} WHERE {condition} LIMIT {Batch} FOR UPDATE SKIP LOCKED)"
        );
        command.Parameters.AddWithValue("now", Clock.GetUtcNow());
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
