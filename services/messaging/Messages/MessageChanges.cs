using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Encryption;
using Community.Messaging.Moderation;
using Community.Messaging.Realtime;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Messages;

/// <summary>
/// Edits and deletes messages, once it is known that the caller may. The message's row is locked first, and the channel's row, if its count
/// changes, last. A posting transaction locks the channel and no existing message, so that there is no deadlock.
/// </summary>
internal sealed class MessageChanges(
    MessagingDb db,
    MessagingOptions options,
    RulesInForce rules,
    IRealtimePublisher realtime,
    TextVault vault,
    TimeProvider clock
)
{
    /// <summary>Former texts are kept for moderators, and shown to them in one answer.</summary>
    private const int MostVersions = 100;

    private static readonly string Lock = $"SELECT {MessageRow.Columns} FROM messages WHERE id = $1 FOR NO KEY UPDATE";

    private readonly string _edit = ChannelStore.EditMessage(options.SearchLanguages);

    /// <summary>Replaces a message's text with a new one of its author.</summary>
    /// <exception cref="ProblemException">404, or 409 <c>too_late</c>, <c>held</c> or <c>too_many_changes</c>.</exception>
    public Task EditAsync(Channel channel, Guid id, string content) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            var message = await LockUndecidedAsync(id, now);
            if (message.Content == content)
            {
                return;
            }

            RefuseMoreVersions(message);
            if (content.Length == 0 && message.Attachments.Length == 0)
            {
                throw Problem.Invalid("content", PostMessage.Empty).ToException();
            }

            var draft = new MessageDraft(message.AuthorId, null, content, null, []);
            await WriteAsync(channel, message, draft, await MentionedAsync(channel, draft, now), content, now);
        });

    /// <summary>
    /// Replaces the alternative text of a message's file, by the rules of a change of its text: readers get it, and moderators decide about
    /// it.
    /// </summary>
    /// <exception cref="ProblemException">404, or 409 <c>too_late</c>, <c>held</c> or <c>too_many_changes</c>.</exception>
    public Task DescribeAsync(Channel channel, Guid id, Guid fileId, string? alt) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            var message = await LockUndecidedAsync(id, now);
            var former = await db
                .Database.SqlQuery<Described>($"SELECT alt FROM attachments WHERE id = {fileId} AND message_id = {id}")
                .ToListAsync();
            if (former is not [var file])
            {
                throw ChannelAccess.NoSuch("attachment");
            }

            if (file.Alt == alt)
            {
                return;
            }

            RefuseMoreVersions(message);
            var draft = new MessageDraft(message.AuthorId, null, message.Content, null, []);
            await WriteAsync(channel, message, draft, message.Mentions, alt ?? "", now);
            // After the former version was kept: this changes the copy in the message's row.
            await db.Database.ExecuteSqlAsync($"UPDATE attachments SET alt = {alt} WHERE id = {fileId}");
        });

    /// <summary>The message, locked, if its author may still change it.</summary>
    private async Task<Message> LockUndecidedAsync(Guid id, DateTimeOffset now)
    {
        if (await LockAsync(id) is not { } message)
        {
            throw ChannelAccess.NoSuch("message");
        }

        if (now - message.CreatedAt > options.EditTime)
        {
            throw Problem
                .Conflict($"A message can be changed for {options.EditTime.TotalHours:0} hours only. Send a new one instead.", "too_late")
                .ToException();
        }

        if (message.IsHeld)
        {
            throw Problem
                .Conflict("Moderators are reviewing this message. It cannot be changed until they have decided.", "held")
                .ToException();
        }

        return message;
    }

    private static void RefuseMoreVersions(Message message)
    {
        if (message.Version >= MostVersions)
        {
            throw Problem.Conflict("This message was changed too often. Send a new one instead.", "too_many_changes").ToException();
        }
    }

    /// <summary>Writes the next version of a locked message, and keeps the former one.</summary>
    /// <param name="channel">The message's channel.</param>
    /// <param name="message">The message as it is.</param>
    /// <param name="draft">With the text from now on.</param>
    /// <param name="mentions">The mentioned people from now on.</param>
    /// <param name="judged">The part that is new, for the automatic rules.</param>
    /// <param name="now">The time.</param>
    private async Task WriteAsync(Channel channel, Message message, MessageDraft draft, Guid[] mentions, string judged, DateTimeOffset now)
    {
        var verdict =
            channel.Kind == ChannelKind.Direct
                ? null
                : await rules.JudgeAsync(ModeratedType.Message, judged, message.AuthorId, isNew: false);
        var isHeld = verdict?.IsHolding == true;
        var keyId = vault.KeyFor(channel.Kind);
        await ExecuteAsync(
            _edit,
            message.Id,
            vault.Seal(keyId, message.Id, TextVault.Content, draft.Content),
            vault.Seal(keyId, message.Id, TextVault.Html, draft.ContentHtml),
            mentions,
            now,
            isHeld,
            verdict is not null,
            keyId ?? ""
        );
        if (verdict is not null)
        {
            db.Publish(
                new ContentFlagged(
                    Guid.CreateVersion7(now),
                    now,
                    message.Id,
                    message.Version + 1,
                    ModeratedType.Message,
                    message.AuthorId,
                    channel.CommunityId,
                    verdict.RuleId,
                    isHeld
                )
            );
        }

        if (isHeld)
        {
            await ChannelStore.CountAsync(db, channel.Id, -1);
        }
        else if (channel.Kind != ChannelKind.Direct)
        {
            db.Publish(
                new MessageEdited(
                    Guid.CreateVersion7(now),
                    now,
                    message.Id,
                    message.Version + 1,
                    channel.Id,
                    channel.Kind,
                    message.AuthorId,
                    message.Seq,
                    [.. mentions.Except(message.Mentions)]
                )
            );
        }

        db.AfterCommit(() => realtime.MessageChanged(channel.Id, message.Id, isDeleted: false));
        await db.SaveChangesAsync();
    }

    /// <summary>Deletes a message and leaves its number. Repeating it changes nothing. A moderator's act is recorded.</summary>
    public Task DeleteAsync(Guid channelId, Guid id, Guid deletedBy) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            if (await LockAsync(id) is not { } message)
            {
                return;
            }

            await ExecuteAsync(ChannelStore.DeleteMessage, id, now, deletedBy, now + options.EditHistory);
            if (message.AuthorId != deletedBy)
            {
                db.RecordAct(ModeratorActs.MessageDeleted, deletedBy, now, message.AuthorId, id);
                await db.SaveChangesAsync();
            }

            db.AfterCommit(() => realtime.MessageChanged(channelId, id, isDeleted: true));
        });

    /// <summary>Locks a message until this transaction ends; null if there is none, or if only its number is left.</summary>
    private async Task<Message?> LockAsync(Guid id)
    {
        await using var command = Command((NpgsqlConnection)db.Database.GetDbConnection(), Lock, id);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() && MessageRow.Read(reader, vault) is { DeletedAt: null } message ? message : null;
    }

    /// <summary>The mentioned people who may read it, found in the same way as for a new message.</summary>
    private async Task<Guid[]> MentionedAsync(Channel channel, MessageDraft draft, DateTimeOffset now)
    {
        if (draft.Names.Length == 0)
        {
            return [];
        }

        var memberships = await db.ReadAsync(MembershipReader.ReadAsync, MembershipReader.Command(channel.Id, [], draft.Names, now));
        return
        [
            .. memberships
                .Where(named => named.UserId != draft.AuthorId && ChannelRights.Of(channel, named, now).MayRead)
                .OrderBy(named => Array.IndexOf(draft.Names, named.UsernameKey))
                .Select(named => named.UserId),
        ];
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command((NpgsqlConnection)db.Database.GetDbConnection(), sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Described(string? Alt);
}
