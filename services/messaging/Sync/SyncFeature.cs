using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Messaging.Sync;

/// <summary>The log of a person (docs/sync.md).</summary>
internal static class SyncFeature
{
    public static IServiceCollection AddSync(this IServiceCollection services) =>
        services
            .AddSingleton(new SyncBounds())
            .AddSingleton<SyncReader>()
            .AddSingleton<SyncAudience>()
            .AddSingleton<SyncWaits>()
            .AddSingleton<SyncSubscriptions>()
            .AddScoped<SyncEntries>()
            .AddHostedService<OldSyncEntries>()
            .AddHostedService<SyncSweep>();

    /// <summary>
    /// Backfills connections from before their consumers had queues. Registrations, wallets and plans come with their next change.
    /// </summary>
    public static WebApplicationBuilder AddSyncBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<MessagingDb, ConnectionSnapshot>(
            "log_connections",
            "social",
            "/internal/connections",
            async (db, snapshot) =>
            {
                foreach (
                    var (person, other) in ((Guid, Guid)[])
                        [(snapshot.FromUserId, snapshot.ToUserId), (snapshot.ToUserId, snapshot.FromUserId)]
                )
                {
                    await db.WriteEntryAsync(
                        person,
                        SyncKind.Connection,
                        snapshot.ConnectionId,
                        snapshot.Version,
                        DateTimeOffset.UnixEpoch,
                        new ConnectionData(other, SyncConnection.Connected)
                    );
                }
            }
        );

    public static void AddSyncConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenConnectionRemoved>();
        bus.AddConsumer<WhenAttendeeArrived>();
        bus.AddConsumer<WhenCreditsChanged>();
        bus.AddConsumer<WhenEntitlementsChanged>();
    }

    public static void MapSync(this IEndpointRouteBuilder api) => SyncEndpoints.Map(api);
}
