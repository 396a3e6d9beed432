using Community.Contracts.Events;
using Community.Messaging.EventChats;
using Community.Messaging.Sync;
using Community.Messaging.Webhooks;

namespace Community.Messaging.Notifications;

/// <summary>
/// Notifications of registrations. (The consumers that keep the projection of registrations call this: one consumer for each service and
/// event.)
/// </summary>
internal static class RegistrationNotifications
{
    public static async Task NotifyAsync(this Notifier notifier, RsvpConfirmed confirmed)
    {
        await notifier.NotifyAsync(
            Of(confirmed.EventId, confirmed.RegistrationId, confirmed.CommunityEventId, "confirmed"),
            confirmed.UserId
        );
        await notifier.NotifyAsync(
            Of(confirmed.EventId, confirmed.CommunityEventId, confirmed.CommunityEventId, "new") with
            {
                ActorId = confirmed.UserId,
            },
            confirmed.OrganizerId
        );
    }

    /// <summary>A user who cancels their own registration gets no notification.</summary>
    public static Task NotifyAsync(this Notifier notifier, RsvpCancelled cancelled) =>
        cancelled.Reason switch
        {
            "by_attendee" or "payment_failed" => Task.CompletedTask,
            var reason => notifier.NotifyAsync(
                Of(
                    cancelled.EventId,
                    cancelled.RegistrationId,
                    cancelled.CommunityEventId,
                    reason == "event_cancelled" ? reason : "cancelled"
                ) with
                {
                    Facts = new() { IsRefunded = cancelled.IsRefunded == true },
                },
                cancelled.UserId
            ),
        };

    /// <summary>Notifies of a new time or place, with the former one. The organizer is not notified.</summary>
    public static Task NotifyAsync(
        this Notifier notifier,
        Guid eventId,
        Guid organizerId,
        EventMove move,
        IReadOnlyList<Guid> registered
    ) =>
        notifier.NotifyAsync(
            Of(move.FactId, move.FactId, eventId, "changed") with
            {
                Facts = Changed(move.Former, move.Now),
            },
            [.. registered.Where(person => person != organizerId)]
        );

    private static NotificationFacts Changed(Whereabouts former, Whereabouts now)
    {
        var facts = new NotificationFacts { TimeZone = now.TimeZone, IsElsewhere = now.IsElsewhereThan(former) };
        if (facts.IsElsewhere)
        {
            facts = facts with { FormerVenue = former.Venue, Venue = now.Venue };
        }

        return now.IsAtAnotherTimeThan(former)
            ? facts with
            {
                FormerStart = former.StartsAt,
                Start = now.StartsAt,
                FormerEnd = former.EndsAt,
                End = now.EndsAt,
            }
            : facts;
    }

    /// <summary>A notification of a registration; several of one registration are shown as one.</summary>
    public static Notification Of(Guid factId, Guid groupedBy, Guid eventId, string detail) =>
        Notification.Of(NotificationKind.Rsvp, factId, TargetType.Event, eventId, detail) with
        {
            GroupedBy = groupedBy,
        };
}

internal sealed class WhenRsvpCreated(Notifier notifier, SyncEntries log, WebhookEvents webhooks)
    : NotificationConsumer<RsvpCreated>(notifier)
{
    protected override async Task LogAsync(RsvpCreated occurred)
    {
        await log.WriteAsync(occurred);
        await webhooks.AddAsync(occurred);
    }

    protected override (Notification, Guid)? Of(RsvpCreated created) =>
        created switch
        {
            { Status: "waitlisted" } => (
                Notification.Of(NotificationKind.Waitlist, created.RegistrationId, TargetType.Event, created.CommunityEventId),
                created.UserId
            ),
            // A pending registration that is not new comes from the waitlist. (If nothing is to be paid, it is confirmed, and that is
            // notified.)
            { Status: "pending", Version: > 1 } => (
                Notification.Of(NotificationKind.Waitlist, created.EventId, TargetType.Event, created.CommunityEventId, "offered") with
                {
                    GroupedBy = created.RegistrationId,
                },
                created.UserId
            ),
            _ => null,
        };
}

internal sealed class WhenRsvpExpired(Notifier notifier, SyncEntries log, WebhookEvents webhooks)
    : NotificationConsumer<RsvpExpired>(notifier)
{
    protected override async Task LogAsync(RsvpExpired occurred)
    {
        await log.WriteAsync(occurred);
        await webhooks.AddAsync(occurred);
    }

    protected override (Notification, Guid)? Of(RsvpExpired expired) =>
        (RegistrationNotifications.Of(expired.EventId, expired.RegistrationId, expired.CommunityEventId, "expired"), expired.UserId);
}

internal sealed class WhenEventInvitationSent(Notifier notifier) : NotificationConsumer<EventInvitationSent>(notifier)
{
    protected override (Notification, Guid)? Of(EventInvitationSent sent) =>
        (
            Notification.Of(NotificationKind.Invitation, sent.InvitationId, TargetType.Event, sent.CommunityEventId) with
            {
                ActorId = sent.FromUserId,
            },
            sent.ToUserId
        );
}
