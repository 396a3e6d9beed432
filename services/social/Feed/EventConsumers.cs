using Community.Contracts.Events;
using Community.Social.Data;
using Community.Social.Moderation.Rules;
using MassTransit;

namespace Community.Social.Feed;

internal sealed class WhenEventPublished(SocialDb db, TextChecks checks) : IConsumer<EventPublished>
{
    public async Task Consume(ConsumeContext<EventPublished> context)
    {
        var e = context.Message;
        await db.ApplyEventAsync(e.CommunityEventId, e.Version, e.OrganizerId, e.Name, e.Visibility, e.StartsAt);
        await db.RecordEventCreatedAsync(e.CommunityEventId, e.OrganizerId, e.OccurredAt);
        await checks.CheckEventAsync(db, e.CommunityEventId, e.OrganizerId, e.Name, e.OccurredAt);
    }
}

internal sealed class WhenEventUpdated(SocialDb db, TextChecks checks) : IConsumer<EventUpdated>
{
    public async Task Consume(ConsumeContext<EventUpdated> context)
    {
        var e = context.Message;
        await db.ApplyEventAsync(e.CommunityEventId, e.Version, e.OrganizerId, e.Name, e.Visibility, e.StartsAt);
        await checks.CheckEventAsync(db, e.CommunityEventId, e.OrganizerId, e.Name, e.OccurredAt);
    }
}

/// <summary>Checks the text. A match is a case of the event, which moderators then see with its announcements.</summary>
internal sealed class WhenEventAnnouncementSent(SocialDb db, TextChecks checks) : IConsumer<EventAnnouncementSent>
{
    public Task Consume(ConsumeContext<EventAnnouncementSent> context)
    {
        var sent = context.Message;
        return checks.CheckEventAsync(db, sent.CommunityEventId, sent.OrganizerId, sent.Text, sent.OccurredAt);
    }
}

internal sealed class WhenEventCancelled(SocialDb db) : IConsumer<EventCancelled>
{
    public Task Consume(ConsumeContext<EventCancelled> context) => db.ApplyEventCancelledAsync(context.Message.CommunityEventId);
}

internal sealed class WhenRsvpConfirmed(SocialDb db) : IConsumer<RsvpConfirmed>
{
    public Task Consume(ConsumeContext<RsvpConfirmed> context)
    {
        var rsvp = context.Message;
        return db.ApplyRsvpConfirmedAsync(rsvp.RegistrationId, rsvp.Version, rsvp.CommunityEventId, rsvp.UserId, rsvp.OccurredAt);
    }
}

internal sealed class WhenRsvpCancelled(SocialDb db) : IConsumer<RsvpCancelled>
{
    public Task Consume(ConsumeContext<RsvpCancelled> context)
    {
        var rsvp = context.Message;
        return db.ApplyRsvpEndedAsync(rsvp.RegistrationId, rsvp.Version, rsvp.CommunityEventId, rsvp.UserId);
    }
}

internal sealed class WhenAttendeeArrived(SocialDb db) : IConsumer<AttendeeArrived>
{
    public Task Consume(ConsumeContext<AttendeeArrived> context)
    {
        var arrived = context.Message;
        return db.ApplyArrivalAsync(arrived.RegistrationId, arrived.CommunityEventId, arrived.UserId);
    }
}
