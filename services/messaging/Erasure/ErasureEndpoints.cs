using Community.Messaging.Data;
using Community.Messaging.Encryption;
using Community.Messaging.Notifications;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Erasure;

/// <summary>This service's part in erasing a person, and in exporting a person's data.</summary>
internal static class ErasureEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/people/{id:guid}/export", ExportAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<ExportedPerson>> ExportAsync(Guid id, MessagingDb db, TextVault vault) =>
        TypedResults.Ok(
            new ExportedPerson(
                await db
                    .People.Where(p => p.Id == id && p.ProfileVersion > 0)
                    .Select(p => new ExportedProfile(
                        p.Username,
                        p.FullName,
                        p.PictureUrl,
                        p.IsGuest,
                        p.IsSuspended,
                        p.SuspendedUntil,
                        p.MutedUntil
                    ))
                    .SingleOrDefaultAsync(),
                [
                    .. (
                        await db
                            .Messages.AsNoTracking()
                            .Where(m => m.AuthorId == id)
                            .OrderBy(m => m.Id)
                            .Join(db.Channels, m => m.ChannelId, c => c.Id, (m, c) => new { Kept = m, Channel = c })
                            .ToListAsync()
                    )
                        .Select(found => (Message: vault.Opened(found.Kept), found.Channel))
                        .Select(found => new ExportedMessage(
                            found.Message.Id,
                            found.Channel.Id,
                            found.Channel.Kind,
                            found.Channel.CommunityId,
                            found.Channel.EventId,
                            found.Channel.PeerOf(id),
                            found.Message.Seq,
                            found.Message.Content,
                            found.Message.ReplyTo,
                            found.Message.Mentions,
                            found.Message.CreatedAt,
                            found.Message.EditedAt,
                            found.Message.DeletedAt
                        )),
                ],
                [
                    .. (
                        await db
                            .Database.SqlQuery<KeptEdit>(
                                $"""
                                SELECT e.message_id, e.version, e.content, e.key_id, e.replaced_at
                                FROM messages m JOIN message_edits e ON e.message_id = m.id WHERE m.author_id = {id} ORDER BY e.message_id, e.version
                                """
                            )
                            .ToListAsync()
                    ).Select(edit => new ExportedEdit(
                        edit.MessageId,
                        edit.Version,
                        vault.Open(edit.KeyId, edit.MessageId, TextVault.Content, edit.Content),
                        edit.ReplacedAt
                    )),
                ],
                await db
                    .Database.SqlQuery<ExportedThread>(
                        $"""
                        SELECT id, community_id, title, content, tags, created_at,
                            updated_at
                        FROM threads WHERE created_by = {id} ORDER BY id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedReaction>(
                        $"""
                        SELECT message_id, emoji, created_at
                        FROM reactions WHERE user_id = {id} ORDER BY created_at, message_id, emoji
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedAttachment>(
                        $"""
                        SELECT '/api/v1/attachments/' || id AS url, name, content_type, byte_count, alt, message_id,
                            created_at
                        FROM attachments WHERE user_id = {id} ORDER BY id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedCall>(
                        $"""
                        SELECT c.channel_id, c.is_video, c.started_by = {id} AS is_started, p.state, c.started_at,
                            c.answered_at, p.joined_at, c.ended_at
                        FROM calls c JOIN call_participants p ON p.call_id = c.id WHERE p.user_id = {id} ORDER BY c.id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedReadState>(
                        $"""
                        SELECT channel_id, last_read_seq, updated_at
                        FROM read_states WHERE user_id = {id} ORDER BY channel_id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedNotification>(
                        $"""
                        SELECT kind, actor_ids, count, target_type, target_id, detail,
                            place, facts::text AS facts,
                            created_at, updated_at, read_at
                        FROM notifications WHERE user_id = {id} ORDER BY id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedPreference>(
                        $"""
                        SELECT kind, in_app, push, mail FROM notification_preferences WHERE user_id = {id} ORDER BY kind
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedChannelPreference>(
                        $"""
                        SELECT channel_id, level, muted_until FROM channel_preferences WHERE user_id = {id} ORDER BY channel_id
                        """
                    )
                    .ToListAsync(),
                await db.Database.SqlQuery<string>($"""SELECT every AS "Value" FROM digests WHERE user_id = {id}""").SingleOrDefaultAsync(),
                await db
                    .Database.SqlQuery<string>($"""SELECT language AS "Value" FROM notification_languages WHERE user_id = {id}""")
                    .SingleOrDefaultAsync(),
                await QuietHours.OfAsync(db, id, CancellationToken.None),
                await db
                    .Database.SqlQuery<ExportedDevice>(
                        $"""
                        SELECT endpoint, created_at FROM push_subscriptions WHERE user_id = {id} ORDER BY id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedWebhook>(
                        $"""
                        SELECT url, description, event_types, is_fleet_wide, is_enabled, created_at FROM webhook_endpoints WHERE user_id = {id} ORDER BY id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<Guid>(
                        $"""SELECT blocked_id AS "Value" FROM blocks WHERE blocker_id = {id} AND is_blocked ORDER BY 1"""
                    )
                    .ToListAsync()
            )
        );
}

/// <summary>
/// Everything that this service holds of a person. Memberships and registrations are in the exports of social and events.
/// </summary>
/// <param name="Profile">The known fields of the account; null: none.</param>
/// <param name="Messages">The person's messages, and where they were written.</param>
/// <param name="FormerMessages">The texts of those messages before they were changed or deleted, as long as they are kept.</param>
/// <param name="Threads">Threads that the person opened.</param>
/// <param name="Reactions">Emojis that the person gave.</param>
/// <param name="Attachments">Files that the person uploaded.</param>
/// <param name="Calls">Calls that the person was in or was called to, as long as they are kept.</param>
/// <param name="ReadStates">How far the person has read.</param>
/// <param name="Notifications">The person's notifications.</param>
/// <param name="Preferences">The person's notification preferences, by kind.</param>
/// <param name="ChannelPreferences">The same for single channels.</param>
/// <param name="Digest">How often a mail gathers unread notifications; null: never.</param>
/// <param name="Language">The language of the person's notifications; null: that of the request, else English.</param>
/// <param name="QuietHours">When pushes and digests wait; null: never.</param>
/// <param name="Devices">Devices that take Web Push.</param>
/// <param name="Webhooks">Addresses of the person's programs, without their secrets.</param>
/// <param name="Blocked">People whom the person blocks; people who block the person are not included.</param>
internal sealed record ExportedPerson(
    ExportedProfile? Profile,
    IReadOnlyList<ExportedMessage> Messages,
    IReadOnlyList<ExportedEdit> FormerMessages,
    IReadOnlyList<ExportedThread> Threads,
    IReadOnlyList<ExportedReaction> Reactions,
    IReadOnlyList<ExportedAttachment> Attachments,
    IReadOnlyList<ExportedCall> Calls,
    IReadOnlyList<ExportedReadState> ReadStates,
    IReadOnlyList<ExportedNotification> Notifications,
    IReadOnlyList<ExportedPreference> Preferences,
    IReadOnlyList<ExportedChannelPreference> ChannelPreferences,
    string? Digest,
    string? Language,
    QuietHours? QuietHours,
    IReadOnlyList<ExportedDevice> Devices,
    IReadOnlyList<ExportedWebhook> Webhooks,
    IReadOnlyList<Guid> Blocked
);

internal sealed record ExportedProfile(
    string? Username,
    string? FullName,
    string? PictureUrl,
    bool IsGuest,
    bool IsSuspended,
    DateTimeOffset? SuspendedUntil,
    DateTimeOffset? MutedUntil
);

/// <summary>A message that the person wrote.</summary>
/// <param name="Id">The message.</param>
/// <param name="ChannelId">The channel that it is in.</param>
/// <param name="ChannelKind"><c>thread</c>, <c>direct</c> or <c>event_chat</c>.</param>
/// <param name="CommunityId">Of a thread.</param>
/// <param name="ChatOfEvent">Of an event's chat.</param>
/// <param name="To">The other person of a direct conversation.</param>
/// <param name="Seq">Its number in the channel.</param>
/// <param name="Content">Markdown, as it was written.</param>
/// <param name="ReplyTo">The message that is answered.</param>
/// <param name="Mentions">The people mentioned in it.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="EditedAt">When it was last changed.</param>
/// <param name="DeletedAt">When it was deleted.</param>
internal sealed record ExportedMessage(
    Guid Id,
    Guid ChannelId,
    string ChannelKind,
    Guid? CommunityId,
    Guid? ChatOfEvent,
    Guid? To,
    long Seq,
    string Content,
    Guid? ReplyTo,
    IReadOnlyList<Guid> Mentions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt
);

internal sealed record KeptEdit(Guid MessageId, long Version, string Content, string? KeyId, DateTimeOffset ReplacedAt);

internal sealed record ExportedEdit(Guid MessageId, long Version, string Content, DateTimeOffset ReplacedAt);

internal sealed record ExportedThread(
    Guid Id,
    Guid CommunityId,
    string Title,
    string Content,
    string[] Tags,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

internal sealed record ExportedReaction(Guid MessageId, string Emoji, DateTimeOffset CreatedAt);

internal sealed record ExportedAttachment(
    string Url,
    string Name,
    string ContentType,
    long ByteCount,
    string? Alt,
    Guid? MessageId,
    DateTimeOffset CreatedAt
);

internal sealed record ExportedReadState(Guid ChannelId, long LastReadSeq, DateTimeOffset UpdatedAt);

internal sealed record ExportedNotification(
    string Kind,
    Guid[] ActorIds,
    int Count,
    string TargetType,
    Guid? TargetId,
    string? Detail,
    string? Place,
    string? Facts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ReadAt
);

internal sealed record ExportedPreference(string Kind, bool InApp, bool Push, bool Mail);

internal sealed record ExportedChannelPreference(Guid ChannelId, string Level, DateTimeOffset? MutedUntil);

internal sealed record ExportedWebhook(
    string Url,
    string? Description,
    string[] EventTypes,
    bool IsFleetWide,
    bool IsEnabled,
    DateTimeOffset CreatedAt
);

internal sealed record ExportedDevice(string Endpoint, DateTimeOffset CreatedAt);

/// <summary>A call that concerned the person.</summary>
/// <param name="ChannelId">Where it was: a conversation, or a thread.</param>
/// <param name="IsVideo">Whether it began with video.</param>
/// <param name="IsStarted">Whether the person started it.</param>
/// <param name="State">The call's state or end for the person.</param>
/// <param name="StartedAt">When it began to ring.</param>
/// <param name="AnsweredAt">When a person first answered.</param>
/// <param name="JoinedAt">When the person joined.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record ExportedCall(
    Guid ChannelId,
    bool IsVideo,
    bool IsStarted,
    string State,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? JoinedAt,
    DateTimeOffset? EndedAt
);
