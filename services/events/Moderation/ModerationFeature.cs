using Community.Contracts.Social;
using Community.Events.Data;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Events.Moderation;

/// <summary>Moderation of events and photos.</summary>
internal static class ModerationFeature
{
    public static IServiceCollection AddModeration(this IServiceCollection services) =>
        services
            .AddSingleton<IModeratedContent, ModeratedEvents>()
            .AddScoped<EvidenceStore>()
            .AddSingleton<OldEvidence>()
            .AddHostedService(provider => provider.GetRequiredService<OldEvidence>());

    /// <summary>Reads the mutes from before these consumers had queues.</summary>
    public static void AddMuteBackfill(this WebApplicationBuilder builder) =>
        builder.AddBackfill<EventsDb, MuteSnapshot>(
            "mutes",
            "social",
            "/internal/mutes",
            (db, mute) => db.ApplyMuteAsync(mute.SanctionId, mute.Version, mute.UserId, mute.Until, isLifted: false)
        );

    public static void AddModerationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenContentReported>();
        bus.AddConsumer<WhenContentRemoved>();
        bus.AddConsumer<WhenContentRestored>();
        bus.AddConsumer<WhenReportDecided>();
        bus.AddConsumer<WhenSanctionImposed>();
        bus.AddConsumer<WhenSanctionLifted>();
    }

    public static void MapEvidence(this IEndpointRouteBuilder endpoints) => EvidenceEndpoints.Map(endpoints);
}
