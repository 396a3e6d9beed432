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
}
