using Community.Companion.Data;
using Community.Companion.Words;
using Community.Contracts.Events;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Companion.Meaning;

/// <summary>The search by meaning.</summary>
internal static class MeaningFeature
{
    public static void AddMeaning(this WebApplicationBuilder builder)
    {
        builder.AddWords();
        builder.AddEventBackfill();
        builder.Services.AddSingleton<MeaningIndexes>();
        builder.Services.AddSingleton<SemanticSearch>();
        builder.Services.AddHostedService<EmbeddingWork>();
        builder.Services.AddHostedService<IndexUpdater>();
        builder.Services.AddHostedService<GoneItems>();
    }

    public static void AddEventBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<CompanionDb, EventSnapshot>(
            "events",
            "events",
            "/internal/events",
            (db, snapshot) => db.ApplySnapshotAsync(snapshot)
        );

    public static void AddEventConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenEventPublished>();
        bus.AddConsumer<WhenEventUpdated>();
        bus.AddConsumer<WhenEventCancelled>();
        bus.AddConsumer<WhenContentRemoved>();
        bus.AddConsumer<WhenContentRestored>();
    }

    public static void MapMeaning(this IEndpointRouteBuilder api) => MeaningEndpoints.Map(api);
}
