using MassTransit;

namespace Community.Messaging.Notifications;

internal static class NotificationsFeature
{
    public static IServiceCollection AddNotifications(this IServiceCollection services) =>
        services
            .AddSingleton<NotificationReader>()
            .AddScoped<Notifier>()
            .AddScoped<ReadNotifications>()
            .AddSingleton<PendingMessageSignal>()
            .AddHostedService<MessageNotifier>()
            .AddHostedService<OldNotifications>()
            .AddHostedService<DigestSender>();

    public static void AddNotificationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenConnectionRequested>();
        bus.AddConsumer<WhenConnectionAccepted>();
        bus.AddConsumer<WhenUserFollowed>();
        bus.AddConsumer<WhenCommunityInvitationSent>();
        bus.AddConsumer<WhenCommunityJoinRequested>();
        bus.AddConsumer<WhenCommunityJoinRequestAnswered>();
        bus.AddConsumer<WhenMessageEdited>();
        bus.AddConsumer<WhenRsvpCreated>();
        bus.AddConsumer<WhenRsvpExpired>();
        bus.AddConsumer<WhenEventInvitationSent>();
        bus.AddConsumer<WhenEventAnnouncementSent>();
        bus.AddConsumer<WhenPaymentSucceeded>();
        bus.AddConsumer<WhenPaymentFailed>();
        bus.AddConsumer<WhenPaymentRefunded>();
        bus.AddConsumer<WhenSubscriptionChanged>();
        bus.AddConsumer<WhenReferralConverted>();
        bus.AddConsumer<WhenCourseCompleted>();
        bus.AddConsumer<WhenBadgeEarned>();
        bus.AddConsumer<WhenOpportunityFound>();
        bus.AddConsumer<WhenUserRolesChanged>();
    }

    public static void MapNotifications(this IEndpointRouteBuilder api) => NotificationEndpoints.Map(api);
}
