using System.Globalization;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>
/// Notifies attendees of the organizer's message as their preferences say, and tells the events service the attendees who want it by mail.
/// Attendees who have a block with the organizer, and guests whose registration is known, get neither.
/// </summary>
internal sealed class WhenEventAnnouncementSent(MessagingDb db, Notifier notifier, TimeProvider clock) : IConsumer<EventAnnouncementSent>
{
    public async Task Consume(ConsumeContext<EventAnnouncementSent> context)
    {
        var sent = context.Message;
        var notification = Notification.Of(NotificationKind.Announcement, sent.AnnouncementId, TargetType.Event, sent.CommunityEventId) with
        {
            ActorId = sent.OrganizerId,
            Facts = new() { Said = Announcements.Beginning(sent.Text) },
        };
        await notifier.NotifyAsync(notification, sent.AttendeeIds);
        if (await db.TakeForMailAsync(notification, sent.AttendeeIds) is { Count: > 0 } mailTo)
        {
            var now = clock.GetUtcNow();
            db.Publish(
                new AnnouncementNotified(Guid.CreateVersion7(now), now, sent.AnnouncementId, Version: 1, sent.CommunityEventId, mailTo)
            );
            await db.SaveChangesAsync();
        }
    }
}

/// <summary>Notifications of organizers' messages.</summary>
internal static class Announcements
{
    /// <summary>Characters in a notification, which has to fit into a push. The event's page has the whole text.</summary>
    private const int LongestText = 300;

    /// <summary>The beginning of a text, cut between characters as people count them.</summary>
    public static string Beginning(string text) =>
        text.Length <= LongestText
            ? text
            : text[..StringInfo.ParseCombiningCharacters(text).Last(start => start <= LongestText)].TrimEnd() + "…";

    /// <summary>
    /// The users who were notified and want the kind by mail. It is mailed at once, so their next digest leaves it out.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> TakeForMailAsync(
        this MessagingDb db,
        Notification notification,
        IReadOnlyList<Guid> people
    )
    {
        Guid[] ids = [.. people];
        return await db
            .Database.SqlQuery<Guid>(
                $"""
                UPDATE notifications n SET mailed_at = n.updated_at
                WHERE n.user_id = ANY ({ids}) AND n.group_key = {notification.GroupKey} AND n.read_at IS NULL AND n.mailed_at IS NULL
                    AND NOT EXISTS (SELECT FROM notification_preferences w WHERE w.user_id = n.user_id AND w.kind = n.kind AND NOT w.mail)
                RETURNING n.user_id AS "Value"
                """
            )
            .ToListAsync();
    }

    /// <summary>Deletes the notifications with texts of an event that moderators removed.</summary>
    public static Task ForgetAnnouncementsAsync(this MessagingDb db, Guid eventId) =>
        db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM notifications WHERE user_id IN (SELECT user_id FROM registrations WHERE event_id = {eventId} AND is_confirmed)
                AND kind = {NotificationKind.Announcement} AND target_id = {eventId}
            """
        );
}
