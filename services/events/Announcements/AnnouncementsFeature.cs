using MassTransit;

namespace Community.Events.Announcements;

/// <summary>Messages of organizers to all attendees of their events.</summary>
internal static class AnnouncementsFeature
{
    public static void AddAnnouncementConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenAnnouncementNotified>();

    public static void MapAnnouncements(this IEndpointRouteBuilder api) => AnnouncementEndpoints.Map(api);
}
