using Community.Contracts.Events;
using Community.Messaging.EventChats;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>
/// Notifications of registrations. (The consumers that keep the projection of registrations call this: one consumer for each service and event.)
/// </summary>
internal static class RegistrationNotifications
{
    public static async Task TellAsync(this Notifier notifier, RsvpConfirmed confirmed)
    {
        await notifier.TellAsync(Of(NotificationKind.Rsvp, confirmed.EventId, confirmed.RegistrationId, confirmed.CommunityEventId, "confirmed"), confirmed.UserId);
        await notifier.TellAsync(
            Of(NotificationKind.Rsvp, confirmed.EventId, confirmed.CommunityEventId, confirmed.CommunityEventId, "new") with { ActorId = confirmed.UserId },
            confirmed.OrganizerId);
    }

    /// <summary>A user who cancels their own registration gets no notification.</summary>
    public static Task TellAsync(this Notifier notifier, RsvpCancelled cancelled) => cancelled.Reason switch
    {
        "by_attendee" or "payment_failed" => Task.CompletedTask,
        var reason => notifier.TellAsync(
            Of(NotificationKind.Rsvp, cancelled.EventId, cancelled.RegistrationId, cancelled.CommunityEventId, reason == "event_cancelled" ? reason : "cancelled") with
            {
                Facts = new() { IsRefunded = cancelled.IsRefunded == true },
            },
            cancelled.UserId),
    };

    /// <summary>Notifies of a new time or place, with the former one. The organizer is not notified.</summary>
    public static Task TellAsync(this Notifier notifier, EventUpdated updated, Whereabouts former, Whereabouts now, IReadOnlyList<Guid> registered) => notifier.TellAsync(
        Of(NotificationKind.Rsvp, updated.EventId, updated.EventId, updated.CommunityEventId, "changed") with { Facts = Changed(former, now) },
        [.. registered.Where(person => person != updated.OrganizerId)]);

    private static NotificationFacts Changed(Whereabouts former, Whereabouts now)
    {
        var facts = new NotificationFacts { TimeZone = now.TimeZone, IsElsewhere = now.IsElsewhereThan(former) };
        if (facts.IsElsewhere)
        {
            facts = facts with { FormerVenue = former.Venue, Venue = now.Venue };
        }

        return now.IsAtAnotherTimeThan(former)
            ? facts with { FormerStart = former.StartsAt, Start = now.StartsAt, FormerEnd = former.EndsAt, End = now.EndsAt }
            : facts;
    }

    public static Notification Of(string kind, Guid factId, Guid groupedBy, Guid eventId, string? detail = null) => new()
    {
        Kind = kind,
        FactId = factId,
        GroupedBy = groupedBy,
        TargetType = TargetType.Event,
        TargetId = eventId,
        Detail = detail,
    };
}

internal sealed class WhenRsvpCreated(Notifier notifier) : IConsumer<RsvpCreated>
{
    public Task Consume(ConsumeContext<RsvpCreated> context)
    {
        var created = context.Message;
        return created switch
        {
            { Status: "waitlisted" } => notifier.TellAsync(
                RegistrationNotifications.Of(NotificationKind.Waitlist, created.RegistrationId, created.RegistrationId, created.CommunityEventId), created.UserId),
            // A pending registration that is not new comes from the waitlist. (If nothing is to be paid, it is confirmed, and that is notified.)
            { Status: "pending", Version: > 1 } => notifier.TellAsync(
                RegistrationNotifications.Of(NotificationKind.Waitlist, created.EventId, created.RegistrationId, created.CommunityEventId, "offered"),
                created.UserId),
            _ => Task.CompletedTask,
        };
    }
}

internal sealed class WhenRsvpExpired(Notifier notifier) : IConsumer<RsvpExpired>
{
    public Task Consume(ConsumeContext<RsvpExpired> context)
    {
        var expired = context.Message;
        return notifier.TellAsync(
            RegistrationNotifications.Of(NotificationKind.Rsvp, expired.EventId, expired.RegistrationId, expired.CommunityEventId, "expired"), expired.UserId);
    }
}

internal sealed class WhenEventInvitationSent(Notifier notifier) : IConsumer<EventInvitationSent>
{
    public Task Consume(ConsumeContext<EventInvitationSent> context)
    {
        var sent = context.Message;
        return notifier.TellAsync(
            RegistrationNotifications.Of(NotificationKind.Invitation, sent.InvitationId, sent.InvitationId, sent.CommunityEventId) with { ActorId = sent.FromUserId },
            sent.ToUserId);
    }
}
