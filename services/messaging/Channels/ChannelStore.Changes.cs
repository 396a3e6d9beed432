using Community.Messaging.Data;
using Community.Messaging.Search;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Channels;

/// <summary>
/// All other statements that write <c>channels</c> and <c>messages</c>. Each runs in the caller's transaction, which has decided before by
/// the rules of the feature; a sweep runs them in a transaction of its own.
/// </summary>
internal sealed partial class ChannelStore
{
    /// <summary>Empties a deleted message: $1 the message, $2 the time, $3 the deleting user, $4 when the kept text expires.</summary>
    /// <remarks>The last text is kept beside the former ones, for moderators, and for a while.</remarks>
    public const string DeleteMessage = """
        WITH former AS (
            INSERT INTO message_edits (message_id, version, content, key_id, files, replaced_at, expires_at)
            SELECT id, version, content, key_id, files, $2, $4 FROM messages WHERE id = $1),
        edits AS (UPDATE message_edits SET expires_at = $4 WHERE message_id = $1),
        reacted AS (DELETE FROM reactions WHERE message_id = $1),
        files AS (DELETE FROM attachments WHERE message_id = $1 RETURNING object_key),
        dropped AS (INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, $2 FROM files ON CONFLICT DO NOTHING),
        emptied AS (
            UPDATE messages SET content = '', content_html = '', key_id = NULL, mentions = '{}', attachments = '{}', search = NULL,
                version = version + 1, deleted_at = $2, deleted_by = $3
            WHERE id = $1 RETURNING channel_id, is_held)
        UPDATE channels SET message_count = message_count - 1 WHERE id = (SELECT channel_id FROM emptied WHERE NOT is_held)
        """;

    /// <summary>Empties messages that were removed before $1: $2 the time, $3 how many at most.</summary>
    public const string EmptyRemovedMessages = """
        WITH old AS (SELECT id FROM messages WHERE removed_at < $1 ORDER BY removed_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED),
        edits AS (DELETE FROM message_edits WHERE message_id IN (SELECT id FROM old)),
        reacted AS (DELETE FROM reactions WHERE message_id IN (SELECT id FROM old)),
        files AS (DELETE FROM attachments WHERE message_id IN (SELECT id FROM old) RETURNING object_key),
        dropped AS (INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, $2 FROM files ON CONFLICT DO NOTHING)
        UPDATE messages SET content = '', content_html = '', key_id = NULL, mentions = '{}', attachments = '{}', removed_at = NULL WHERE id IN (SELECT id FROM old)
        """;

    /// <summary>Deletes messages of the channel $1 for good: $2 how many at most, $3 the time.</summary>
    public const string PurgeMessages = """
        WITH old AS (SELECT id FROM messages WHERE channel_id = $1 LIMIT $2 FOR UPDATE SKIP LOCKED),
        files AS (DELETE FROM attachments WHERE message_id IN (SELECT id FROM old) RETURNING object_key),
        dropped AS (INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, $3 FROM files ON CONFLICT DO NOTHING)
        DELETE FROM messages WHERE id IN (SELECT id FROM old)
        """;

    /// <summary>Deletes the thread $1 for good, which has no message any more.</summary>
    public const string PurgeThread = """
        WITH preferences AS (DELETE FROM channel_preferences WHERE channel_id = $1), thread AS (DELETE FROM threads WHERE id = $1)
        DELETE FROM channels WHERE id = $1
        """;

    /// <summary>
    /// Replaces a message's text: $1 the message, $2 and $3 text and HTML, $4 the mentions, $5 the time, $6 whether it is held, $7 whether
    /// a rule reports it, $8 the key's id, or an empty text.
    /// </summary>
    public static string EditMessage(SearchLanguages languages) =>
        $"""
            WITH former AS (
                INSERT INTO message_edits (message_id, version, content, key_id, files, replaced_at)
                SELECT id, version, content, key_id, files, $5 FROM messages WHERE id = $1)
            UPDATE messages SET content = $2, content_html = $3, mentions = $4, version = version + 1, edited_at = $5,
                is_held = $6, is_reported = is_reported OR $7, key_id = nullif($8, ''),
                search = CASE WHEN NOT $6 AND $8 = '' THEN {languages.VectorOf("$2::text")} END
            WHERE id = $1
            """;

    /// <summary>Shows a held or removed message: @id and @mentions.</summary>
    public static string RestoreMessage(SearchLanguages languages) =>
        $"""
            UPDATE messages SET is_held = false, removed_at = NULL, deleted_at = NULL, version = version + 1, mentions = @mentions,
                search = CASE WHEN key_id IS NULL THEN {languages.VectorOf("content")} END
            WHERE id = @id
            """;

    /// <summary>Writes a message as it is stored: $1 the message, $2 and $3 text and HTML, $4 the key's id, or an empty text.</summary>
    public static string ResealMessage(SearchLanguages languages) =>
        $"""
            UPDATE messages SET content = $2, content_html = $3, key_id = nullif($4, ''),
                search = CASE WHEN $4 = '' AND deleted_at IS NULL AND NOT is_held THEN {languages.VectorOf("$2::text")} END
            WHERE id = $1
            """;

    /// <summary>Writes the search vectors of the messages in <c>next</c>, a part of the caller's statement.</summary>
    public static string IndexMessages(SearchLanguages languages) =>
        $"UPDATE messages m SET search = {languages.VectorOf("m.content")} FROM next"
        + " WHERE m.id = next.id AND m.deleted_at IS NULL AND NOT m.is_held AND m.key_id IS NULL";

    /// <summary>Opens a thread; its author counts as having read it.</summary>
    public static Task OpenThreadAsync(MessagingDb db, OpenedThread thread) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH channel AS (
                INSERT INTO channels (id, kind, community_id, last_activity_at, created_at, is_held, is_reported)
                VALUES ({thread.Id}, {ChannelKind.Thread}, {thread.CommunityId}, {thread.At}, {thread.At}, {thread.IsHeld}, {thread.IsReported})),
            reading AS (
                INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at) VALUES ({thread.Author}, {thread.Id}, 0, {thread.At}))
            INSERT INTO threads (id, community_id, version, title, content, content_html, tags, tag_keys, created_by, created_at, updated_at)
            VALUES ({thread.Id}, {thread.CommunityId}, 1, {thread.Title}, {thread.Content}, {thread.Html}, {thread.Tags}, {thread.TagKeys},
                {thread.Author}, {thread.At}, {thread.At})
            """
        );

    /// <summary>Makes the conversation of two users, unless there is one.</summary>
    /// <param name="db">The database.</param>
    /// <param name="low">The lesser of the two ids, by bytes.</param>
    /// <param name="high">The other id.</param>
    /// <param name="openedBy">The author of the first message.</param>
    /// <param name="now">The time.</param>
    public static Task OpenConversationAsync(MessagingDb db, Guid low, Guid high, Guid openedBy, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO channels (id, kind, low_id, high_id, last_activity_at, created_at, opened_by)
            VALUES ({Guid.CreateVersion7(now)}, {ChannelKind.Direct}, {low}, {high}, {now}, {now}, {openedBy})
            ON CONFLICT (low_id, high_id) WHERE kind = 'direct' DO NOTHING
            """
        );

    /// <summary>Makes the chat of an event, unless there is one.</summary>
    public static Task OpenEventChatAsync(MessagingDb db, Guid eventId, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO channels (id, kind, event_id, last_activity_at, created_at)
            VALUES ({Guid.CreateVersion7(now)}, {ChannelKind.EventChat}, {eventId}, {now}, {now})
            ON CONFLICT (event_id) WHERE kind = 'event_chat' DO NOTHING
            """
        );

    public static Task<int> PinAsync(MessagingDb db, Guid id, bool isPinned) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET is_pinned = {isPinned} WHERE id = {id} AND is_pinned <> {isPinned}");

    /// <summary>Lets only the channel's moderators write, or all members again.</summary>
    public static Task<int> LockAsync(MessagingDb db, Guid id, bool isLocked) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET is_locked = {isLocked} WHERE id = {id} AND is_locked <> {isLocked}");

    /// <summary>Marks a thread as reported, and holds it back or shows it.</summary>
    public static Task ReportAsync(MessagingDb db, Guid id, bool isHeld) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET is_held = {isHeld}, is_reported = true WHERE id = {id}");

    /// <summary>Marks a thread as reported. Another kind of channel is not changed.</summary>
    public static Task ReportThreadAsync(MessagingDb db, Guid id) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET is_reported = true WHERE id = {id} AND kind = 'thread'");

    /// <summary>Makes a channel unreadable. One that is deleted keeps its time.</summary>
    public static Task<int> DeleteAsync(MessagingDb db, Guid id, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET deleted_at = {now} WHERE id = {id} AND deleted_at IS NULL");

    /// <summary>Makes a channel unreadable until moderators restore it. One that is deleted is not changed.</summary>
    public static Task RemoveAsync(MessagingDb db, Guid id, DateTimeOffset at) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET deleted_at = {at}, removed_at = {at} WHERE id = {id} AND deleted_at IS NULL");

    /// <summary>Shows a held or removed channel.</summary>
    public static Task RestoreAsync(MessagingDb db, Guid id) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET is_held = false, deleted_at = NULL, removed_at = NULL WHERE id = {id}");

    /// <summary>Notes the version of the moderators' last decision about a channel.</summary>
    public static Task NoteDecisionAsync(MessagingDb db, Guid id, long version) =>
        db.Database.ExecuteSqlAsync(
            $"UPDATE channels SET moderation_version = {version} WHERE id = {id} AND moderation_version < {version}"
        );

    /// <summary>Changes the number of a channel's messages.</summary>
    public static Task CountAsync(MessagingDb db, Guid id, int more) =>
        db.Database.ExecuteSqlAsync($"UPDATE channels SET message_count = message_count + {more} WHERE id = {id} AND {more} <> 0");

    public static Task ReportMessageAsync(MessagingDb db, Guid id) =>
        db.Database.ExecuteSqlAsync($"UPDATE messages SET is_reported = true WHERE id = {id}");

    /// <summary>Lets a message look deleted until moderators restore it.</summary>
    public static Task RemoveMessageAsync(MessagingDb db, Guid id, DateTimeOffset at) =>
        db.Database.ExecuteSqlAsync(
            $"UPDATE messages SET deleted_at = {at}, removed_at = {at}, search = NULL, version = version + 1 WHERE id = {id}"
        );

    /// <summary>Notes the version of the moderators' last decision about a message.</summary>
    public static Task NoteMessageDecisionAsync(MessagingDb db, Guid id, long version) =>
        db.Database.ExecuteSqlAsync(
            $"UPDATE messages SET moderation_version = {version} WHERE id = {id} AND moderation_version < {version}"
        );
}

/// <summary>The rows of a new thread.</summary>
/// <param name="Id">Of the thread, and of its channel.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="Author">Its opener.</param>
/// <param name="Title">The title.</param>
/// <param name="Content">The text; empty: none.</param>
/// <param name="Html">The text, rendered.</param>
/// <param name="Tags">The tags as they were written.</param>
/// <param name="TagKeys">The tags as they are compared.</param>
/// <param name="IsHeld">Whether a rule holds it back.</param>
/// <param name="IsReported">Whether a rule reports it.</param>
/// <param name="At">The time.</param>
internal sealed record OpenedThread(
    Guid Id,
    Guid CommunityId,
    Guid Author,
    string Title,
    string Content,
    string Html,
    string[] Tags,
    string[] TagKeys,
    bool IsHeld,
    bool IsReported,
    DateTimeOffset At
);
