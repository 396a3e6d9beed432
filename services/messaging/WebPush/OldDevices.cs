using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.WebPush;

/// <summary>
/// Removes devices that were added longer ago than any session lives, so that their session has expired, and ended sessions whose access
/// tokens have expired.
/// </summary>
internal sealed class OldDevices(NpgsqlDataSource database, TimeProvider clock, ILogger<OldDevices> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    /// <summary>Identity ends a session after this time, however active it was.</summary>
    internal static readonly TimeSpan LongestSession = TimeSpan.FromDays(90);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        var now = Clock.GetUtcNow();
        await ExecuteAsync("DELETE FROM push_subscriptions WHERE created_at < $1", now - LongestSession, cancellationToken);
        await ExecuteAsync("DELETE FROM ended_sessions WHERE tokens_expire_at < $1", now, cancellationToken);
    }

    private async Task ExecuteAsync(string sql, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
