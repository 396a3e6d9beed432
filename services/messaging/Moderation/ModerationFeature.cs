using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Messaging.Moderation;

/// <summary>Moderation of messages and threads.</summary>
internal static class ModerationFeature
{
    /// <summary>Adds moderation, with a backfill of the rules from before its queues.</summary>
    public static WebApplicationBuilder AddModeration(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<RulesInForce>()
            .AddHostedService(services => services.GetRequiredService<RulesInForce>())
            .AddScoped<EvidenceStore>()
            .AddHostedService<OldEvidence>();
        return builder.AddBackfill<MessagingDb, ModerationRulesSnapshot>(
            "moderation-rules",
            "social",
            "/internal/moderation/rules",
            (db, snapshot) => db.ApplyRulesAsync(snapshot.Version, snapshot.Rules)
        );
    }

    public static void AddModerationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenContentReported>();
        bus.AddConsumer<WhenContentFlagged>();
        bus.AddConsumer<WhenReportDecided>();
        bus.AddConsumer<WhenContentRemoved>();
        bus.AddConsumer<WhenContentRestored>();
        bus.AddConsumer<WhenSanctionImposed>();
        bus.AddConsumer<WhenSanctionLifted>();
        bus.AddConsumer<WhenModerationRulesChanged>();
    }

    public static void MapEvidence(this IEndpointRouteBuilder endpoints) => EvidenceEndpoints.Map(endpoints);
}
