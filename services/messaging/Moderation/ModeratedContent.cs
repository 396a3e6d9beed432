using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Threads;
using Community.ServiceDefaults.Bus;
using MassTransit;

namespace Community.Messaging.Moderation;

/// <summary>What moderators decide about here, as the contracts name it.</summary>
internal static class ModeratedType
{
    public const string Thread = "thread";
    public const string Message = "message";
}

/// <summary>Whose a content is, and where it stands.</summary>
internal sealed record ContentDescription(Guid AuthorId, Guid? CommunityId);

/// <summary>Content of one kind that moderators decide about; each capability registers its own. All of it happens in the consumer's transaction.</summary>
internal interface IModeratedContent
{
    /// <summary>A word of <see cref="ModeratedType"/>.</summary>
    string ContentType { get; }

    /// <summary>Says whose it is; null: there is no such content.</summary>
    Task<ContentDescription?> DescribeAsync(Guid id, Guid reportedBy);

    /// <summary>Removes it, if the decision is newer than what was carried out; whose it is, if it was.</summary>
    Task<Guid?> RemoveAsync(Guid id, long version, DateTimeOffset at);

    /// <summary>Shows again what was removed, or for the first time what was kept back; whose it is, if the decision was carried out.</summary>
    Task<Guid?> RestoreAsync(Guid id, long version);
}

internal static class ModerationExtensions
{
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

    /// <summary>Moderation, and the rules that there were before its queues.</summary>
    public static WebApplicationBuilder AddModeration(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RulesInForce>().AddHostedService(services => services.GetRequiredService<RulesInForce>())
            .AddScoped<IModeratedContent, ModeratedMessages>().AddScoped<IModeratedContent, ModeratedThreads>().AddHostedService<RemovedMessages>()
            .AddScoped<EvidenceStore>().AddHostedService<OldEvidence>();
        return builder.AddBackfill<MessagingDb, ModerationRulesSnapshot>(
            "moderation-rules", "social", "/internal/moderation/rules", (db, snapshot) => db.ApplyRulesAsync(snapshot.Version, snapshot.Rules));
    }
}
