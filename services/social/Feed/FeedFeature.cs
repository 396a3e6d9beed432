using Community.Contracts.Events;
using Community.Platform.Bus;
using Community.Platform.Hosting.Configuration;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.Feed;

/// <summary>Activities and the feed.</summary>
internal static class FeedFeature
{
    public static void AddFeed(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ActivityReader>();
        builder.Services.AddSettings<ActivityOptions>();
        builder.Services.AddHostedService<OldActivities>();
        // Reads the events from before these consumers had queues.
        builder.AddBackfill<SocialDb, EventSnapshot>(
            "events",
            "events",
            "/internal/events",
            (db, snapshot) => db.ApplySnapshotAsync(snapshot)
        );
    }

    public static void AddFeedConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenEventPublished>();
        bus.AddConsumer<WhenEventUpdated>();
        bus.AddConsumer<WhenEventCancelled>();
        bus.AddConsumer<WhenEventAnnouncementSent>();
        bus.AddConsumer<WhenRsvpConfirmed>();
        bus.AddConsumer<WhenRsvpCancelled>();
        bus.AddConsumer<WhenAttendeeArrived>();
        bus.AddConsumer<WhenEventPhotoUploaded>();
        bus.AddConsumer<WhenThreadCreated>();
        bus.AddConsumer<WhenThreadRenamed>();
        bus.AddConsumer<WhenThreadDeleted>();
        bus.AddConsumer<WhenCourseCompleted>();
        bus.AddConsumer<WhenBadgeEarned>();
    }

    public static void MapFeed(this IEndpointRouteBuilder api)
    {
        FeedEndpoints.Map(api);
        EventConnectionEndpoints.Map(api);
    }
}
