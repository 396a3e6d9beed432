using Community.Events.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Moderation;

/// <summary>Content of one kind that moderators decide about; each capability registers its own.</summary>
internal interface IModeratedContent
{
    /// <summary>The kind, as the contracts name it.</summary>
    string ContentType { get; }

    /// <summary>Whose it is; null: there is no such content.</summary>
    Task<Guid?> AuthorAsync(EventsDb db, Guid id);

    /// <summary>Removes it, or shows it again, in the consumer's transaction, if the decision is newer than what was carried out.</summary>
    /// <param name="version">The decision's version.</param>
    /// <param name="removedAt">Null: it is shown again.</param>
    Task ApplyAsync(EventsDb db, Guid id, long version, DateTimeOffset? removedAt);
}

/// <summary>An event that was taken down is left to its organizer, who can still cancel it, and so refund who paid.</summary>
internal sealed class ModeratedEvents : IModeratedContent
{
    public string ContentType => "event";

    public Task<Guid?> AuthorAsync(EventsDb db, Guid id) => db.Events.Where(e => e.Id == id).Select(e => (Guid?)e.OrganizerId).SingleOrDefaultAsync();

    public Task ApplyAsync(EventsDb db, Guid id, long version, DateTimeOffset? removedAt) => db.Database.ExecuteSqlAsync($"""
        UPDATE events SET removed_at = {removedAt}, moderation_version = {version}, version = version + 1 WHERE id = {id} AND moderation_version < {version}
        """);
}

internal static class ModerationExtensions
{
    public static void AddModerationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenContentReported>();
        bus.AddConsumer<WhenContentRemoved>();
        bus.AddConsumer<WhenContentRestored>();
        bus.AddConsumer<WhenReportDecided>();
    }

    public static IServiceCollection AddModeration(this IServiceCollection services) => services
        .AddSingleton<IModeratedContent, ModeratedEvents>()
        .AddScoped<EvidenceStore>()
        .AddSingleton<OldEvidence>().AddHostedService(provider => provider.GetRequiredService<OldEvidence>());
}
