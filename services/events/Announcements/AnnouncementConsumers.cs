using Community.Contracts.Messaging;
using Community.Events.Data;
using Community.Events.Mails;
using Community.Platform.Http.Localization;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Announcements;

/// <summary>Mails an announcement to the attendees who want it by mail, as far as they still have their seats.</summary>
internal sealed class WhenAnnouncementNotified(EventsDb db, TimeProvider clock) : IConsumer<AnnouncementNotified>
{
    public Task Consume(ConsumeContext<AnnouncementNotified> context)
    {
        var (notified, now) = (context.Message, clock.GetUtcNow());
        Guid[] people = [.. notified.MailTo];
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO mail_notices (id, user_id, event_id, registration_id, kind, language, announcement_id, created_at, next_at)
            SELECT gen_random_uuid(), r.user_id, r.event_id, r.id, {MailKind.Announced}, coalesce(r.language, {TextLanguage.English}), a.id, {now}, {now}
            FROM announcements a JOIN registrations r ON r.event_id = a.event_id
            WHERE a.id = {notified.AnnouncementId} AND r.user_id = ANY ({people}) AND r.status IN ('confirmed', 'checked_in')
            """
        );
    }
}
