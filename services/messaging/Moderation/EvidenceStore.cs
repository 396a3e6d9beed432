using System.Text.Json;
using Community.Contracts.Messaging;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Encryption;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Moderation;

/// <summary>
/// Copies of reported content. They are made when social asks for them, before it files the report, and again when the report arrives over
/// the bus, in case this service was away. A version that is there already is not copied twice. Copies stay while the case is open, and for
/// <see cref="KeptAfterDecision"/> after a decision.
/// </summary>
internal sealed class EvidenceStore(MessagingDb db, TextVault vault, TimeProvider clock)
{
    /// <summary>How long evidence is kept for appeals, which are possible for 30 days and take a while to be answered.</summary>
    public static readonly TimeSpan KeptAfterDecision = TimeSpan.FromDays(45);

    /// <summary>How long evidence is kept if the report is not filed after all.</summary>
    private static readonly TimeSpan KeptUnconfirmed = TimeSpan.FromDays(1);

    /// <summary>How many messages on either side of the reported one are copied.</summary>
    private const int Around = 5;

    /// <summary>
    /// Copies a message or thread as it is now. A message of a direct conversation is copied only if one of the two people reports it.
    /// </summary>
    /// <param name="contentType">A value of <see cref="ModeratedType"/>; nothing happens for another.</param>
    /// <param name="contentId">The message or thread.</param>
    /// <param name="reportedBy">Messages around it are copied only where this person may read them.</param>
    /// <param name="isFiled">
    /// Whether there is a report: then the case decides how long the copy stays (<see cref="ApplyCaseAsync"/>). Otherwise it stays for at
    /// least a day.
    /// </param>
    public async Task TakeAsync(string contentType, Guid contentId, Guid reportedBy, bool isFiled)
    {
        if (contentType is not (ModeratedType.Message or ModeratedType.Thread))
        {
            return;
        }

        var channel = await db
            .Channels.AsNoTracking()
            .SingleOrDefaultAsync(channel =>
                contentType == ModeratedType.Thread
                    ? channel.Id == contentId && channel.Kind == ChannelKind.Thread
                    : db.Messages.Any(message => message.Id == contentId && message.ChannelId == channel.Id)
            );
        if (channel is null || (channel.Kind == ChannelKind.Direct && channel.PeerOf(reportedBy) is null))
        {
            return;
        }

        // Uses only this service's projections: a consumer holds a connection, and must not call other services meanwhile.
        var now = clock.GetKeptNow();
        var mayRead = (await db.MembershipsAsync(channel.Id, [reportedBy], now)).Exists(membership =>
            ChannelRights.Of(channel, membership, now).MayRead
        );
        await db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO evidence_cases AS c (content_type, content_id, expires_at) VALUES ({contentType}, {contentId}, {now
                    + KeptUnconfirmed})
                ON CONFLICT (content_type, content_id) DO UPDATE SET expires_at = greatest(c.expires_at, excluded.expires_at)
                WHERE c.expires_at IS NOT NULL AND NOT {isFiled}
                """
            );
            await (
                contentType == ModeratedType.Thread
                    ? CopyThreadAsync(contentId, now)
                    : CopyMessageAsync(contentId, channel.Kind, mayRead ? Around : 0, now)
            );
        });
    }

    /// <summary>Copies content that hit a rule: it is part of a case until moderators have decided.</summary>
    public async Task TakeFlaggedAsync(string contentType, Guid contentId, Guid author)
    {
        await TakeAsync(contentType, contentId, author, isFiled: true);
        await db.Database.ExecuteSqlAsync(
            $"UPDATE evidence_cases SET expires_at = NULL WHERE content_type = {contentType} AND content_id = {contentId}"
        );
    }

    /// <summary>Applies social's state of a case; the newest version counts.</summary>
    /// <param name="contentType">A value of <see cref="ModeratedType"/>; nothing happens for another.</param>
    /// <param name="contentId">The message or thread.</param>
    /// <param name="version">The case's version.</param>
    /// <param name="decidedAt">Null: it is open.</param>
    public Task ApplyCaseAsync(string contentType, Guid contentId, long version, DateTimeOffset? decidedAt) =>
        contentType is not (ModeratedType.Message or ModeratedType.Thread)
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO evidence_cases AS c (content_type, content_id, case_version, expires_at)
                VALUES ({contentType}, {contentId}, {version}, {decidedAt?.ToUniversalTime() + KeptAfterDecision})
                ON CONFLICT (content_type, content_id) DO UPDATE SET case_version = excluded.case_version, expires_at = excluded.expires_at
                WHERE c.case_version < excluded.case_version
                """
            );

    /// <summary>The evidence of a content; null: none.</summary>
    public async Task<EvidenceSnapshot?> FindAsync(string contentType, Guid contentId)
    {
        var items = await db
            .Database.SqlQuery<Item>(
                $"""
                SELECT message_id, is_context, author_id, content, key_id, version, created_at, taken_at, files::text AS files
                FROM evidence WHERE content_type = {contentType} AND content_id = {contentId} ORDER BY created_at, message_id, version
                """
            )
            .ToListAsync();
        var files = await db
            .Database.SqlQuery<EvidenceFileSnapshot>(
                $"""
                SELECT attachment_id, name, media_type AS content_type, byte_count, NULL AS alt
                FROM evidence_files WHERE content_type = {contentType} AND content_id = {contentId} ORDER BY attachment_id
                """
            )
            .ToListAsync();
        return items.Count == 0
            ? null
            : new(
                items.ConvertAll(item => new EvidenceItemSnapshot(
                    item.MessageId,
                    item.IsContext,
                    item.AuthorId,
                    vault.Open(item.KeyId, item.MessageId, TextVault.Content, item.Content),
                    item.Version,
                    item.CreatedAt,
                    item.TakenAt,
                    item.MessageId == contentId ? FilesOf(item.Files) ?? files : []
                ))
            );
    }

    /// <summary>Copies the reported message with its former texts, and the readable messages around it.</summary>
    private async Task CopyMessageAsync(Guid id, string kind, int around, DateTimeOffset now)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO evidence (content_type, content_id, message_id, version, is_context, channel_id, channel_kind, author_id, content, key_id, files, created_at, taken_at)
            SELECT {ModeratedType.Message}, {id}, m.id, m.version, m.id <> r.id, m.channel_id, {kind}, m.author_id, m.content, m.key_id,
                CASE WHEN m.id = r.id THEN m.files END, m.created_at, {now}
            FROM messages r JOIN messages m ON m.channel_id = r.channel_id AND m.seq BETWEEN r.seq - {around} AND r.seq + {around}
            WHERE r.id = {id} AND (m.deleted_at IS NULL OR (m.id = r.id AND m.removed_at IS NOT NULL)) AND (m.id = r.id OR NOT m.is_held)
            ON CONFLICT DO NOTHING
            """
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO evidence (content_type, content_id, message_id, version, is_context, channel_id, channel_kind, author_id, content, key_id, files, created_at, taken_at)
            SELECT {ModeratedType.Message}, {id}, m.id, e.version, false, m.channel_id, {kind}, m.author_id, e.content, e.key_id, e.files, m.created_at, {now}
            FROM messages m JOIN message_edits e ON e.message_id = m.id WHERE m.id = {id}
            ON CONFLICT DO NOTHING
            """
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO evidence_files (content_type, content_id, attachment_id, object_key, name, media_type, byte_count)
            SELECT {ModeratedType.Message}, {id}, a.id, a.object_key, a.name, a.content_type, a.byte_count FROM attachments a WHERE a.message_id = {id}
            ON CONFLICT DO NOTHING
            """
        );
    }

    private Task<int> CopyThreadAsync(Guid id, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO evidence (content_type, content_id, message_id, version, is_context, channel_id, channel_kind, author_id, content, created_at, taken_at)
            SELECT {ModeratedType.Thread}, {id}, t.id, t.version, false, t.id, {ChannelKind.Thread}, t.created_by, t.title || E'\n\n' || t.content, t.created_at, {now}
            FROM threads t WHERE t.id = {id}
            ON CONFLICT DO NOTHING
            """
        );

    /// <summary>The files as the copied version showed them.</summary>
    private static List<EvidenceFileSnapshot>? FilesOf(string? json) =>
        json is null
            ? null
            : JsonSerializer
                .Deserialize<List<File>>(json, ServiceJson.Options)!
                .ConvertAll(file => new EvidenceFileSnapshot(file.Id, file.Name, file.ContentType, file.ByteCount, file.Alt));

    private sealed record Item(
        Guid MessageId,
        bool IsContext,
        Guid AuthorId,
        string Content,
        string? KeyId,
        long Version,
        DateTimeOffset CreatedAt,
        DateTimeOffset TakenAt,
        string? Files
    );

    private sealed record File(Guid Id, string Name, string ContentType, long ByteCount, string? Alt = null);
}
