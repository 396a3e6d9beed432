using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>Adds notifications.</summary>
internal static class NotificationExtensions
{
    private const int MessagesToldAtOnce = 4;

    public static IServiceCollection AddNotifications(this IServiceCollection services) =>
        services.AddSingleton<NotificationReader>().AddScoped<Notifier>().AddScoped<ReadNotifications>()
            .AddHostedService<OldNotifications>().AddHostedService<DigestSender>();

    public static void AddNotificationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenConnectionRequested>();
        bus.AddConsumer<WhenConnectionAccepted>();
        bus.AddConsumer<WhenUserFollowed>();
        bus.AddConsumer<WhenCommunityInvitationSent>();
        bus.AddConsumer<WhenCommunityJoinRequested>();
        bus.AddConsumer<WhenCommunityJoinRequestAnswered>();
        // In a busy thread each tells the same person: more at once would wait for that row, and take the connections of those who post.
        bus.AddConsumer<WhenMessagePosted>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = MessagesToldAtOnce);
        bus.AddConsumer<WhenMessageEdited>();
        bus.AddConsumer<WhenDirectMessageSent>();
        bus.AddConsumer<WhenRsvpCreated>();
        bus.AddConsumer<WhenRsvpExpired>();
        bus.AddConsumer<WhenEventInvitationSent>();
        bus.AddConsumer<WhenPaymentSucceeded>();
        bus.AddConsumer<WhenPaymentFailed>();
        bus.AddConsumer<WhenPaymentRefunded>();
        bus.AddConsumer<WhenSubscriptionChanged>();
        bus.AddConsumer<WhenReferralConverted>();
        bus.AddConsumer<WhenCourseCompleted>();
        bus.AddConsumer<WhenBadgeEarned>();
        bus.AddConsumer<WhenOpportunityFound>();
    }
}
