using Community.Contracts.Messaging;
using Community.ServiceDefaults.Bus;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>Adds notifications.</summary>
internal static class NotificationExtensions
{
    /// <summary>How many messages are told of together, at most.</summary>
    public const int MessagesToldAtOnce = 64;

    public static IServiceCollection AddNotifications(this IServiceCollection services) =>
        services.AddSingleton<NotificationReader>().AddScoped<Notifier>().AddSingleton<MessageNotifications>().AddSingleton<DirectNotifications>().AddScoped<ReadNotifications>()
            .AddHostedService<OldNotifications>().AddHostedService<DigestSender>();

    public static void AddNotificationConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenConnectionRequested>();
        bus.AddConsumer<WhenConnectionAccepted>();
        bus.AddConsumer<WhenUserFollowed>();
        bus.AddConsumer<WhenCommunityInvitationSent>();
        bus.AddConsumer<WhenCommunityJoinRequested>();
        bus.AddConsumer<WhenCommunityJoinRequestAnswered>();
        bus.AddGroupedConsumer<WhenMessagePosted, MessagePosted>(MessagesToldAtOnce);
        bus.AddConsumer<WhenMessageEdited>();
        bus.AddGroupedConsumer<WhenDirectMessageSent, DirectMessageSent>(MessagesToldAtOnce);
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
