using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Threads;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Messaging.Moderation;

/// <summary>Kinds of content that moderators decide about here, as the contracts name them.</summary>
internal static class ModeratedType
{
    public const string Thread = "thread";
    public const string Message = "message";
}

/// <summary>A content's author, and its community.</summary>
internal sealed record ContentDescription(Guid AuthorId, Guid? CommunityId);

/// <summary>
/// Content of one kind that moderators decide about; each feature registers its own. All calls work in the consumer's transaction.
/// </summary>
internal interface IModeratedContent
{
    /// <summary>A value of <see cref="ModeratedType"/>.</summary>
    string ContentType { get; }

    /// <summary>The author and place of a content; null: there is no such content.</summary>
    Task<ContentDescription?> DescribeAsync(Guid id, Guid reportedBy);

    /// <summary>Removes the content if the decision is newer than the last one carried out; then returns the author, else null.</summary>
    Task<Guid?> RemoveAsync(Guid id, long version, DateTimeOffset at);

    /// <summary>
    /// Shows removed content again, or held content for the first time; returns the author if the decision was carried out, else null.
    /// </summary>
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

    /// <summary>Adds moderation, with a backfill of the rules from before its queues.</summary>
    public static WebApplicationBuilder AddModeration(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<RulesInForce>()
            .AddHostedService(services => services.GetRequiredService<RulesInForce>())
            .AddScoped<IModeratedContent, ModeratedMessages>()
            .AddScoped<IModeratedContent, ModeratedThreads>()
            .AddHostedService<RemovedMessages>()
            .AddScoped<EvidenceStore>()
            .AddHostedService<OldEvidence>();
        return builder.AddBackfill<MessagingDb, ModerationRulesSnapshot>(
            "moderation-rules",
            "social",
            "/internal/moderation/rules",
            (db, snapshot) => db.ApplyRulesAsync(snapshot.Version, snapshot.Rules)
        );
    }
}
