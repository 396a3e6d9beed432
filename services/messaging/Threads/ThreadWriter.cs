using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Moderation;
using Community.Messaging.Realtime;
using Community.Messaging.Search;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Threads;

/// <summary>Opens, changes and deletes threads, once it is known that the caller may.</summary>
internal sealed class ThreadWriter(
    MessagingDb db,
    MessagingOptions options,
    RulesInForce rules,
    IRealtimePublisher realtime,
    TimeProvider clock
)
{
    private readonly string _index = $"UPDATE threads SET search = {VectorOf(options.SearchLanguages)} WHERE id = @id";

    /// <summary>The search vector of a row of <c>threads</c>: title and tags weigh more than the content.</summary>
    public static string VectorOf(SearchLanguages languages) =>
        $"setweight({languages.VectorOf("title")}, 'A') || setweight({languages.VectorOf("array_to_string(tags, ' ')")}, 'B') || {languages.VectorOf("content")}";

    /// <summary>Opens a thread; its author counts as having read it.</summary>
    public Task<ThreadView> OpenAsync(Guid communityId, NewThread thread, Guid author) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            var (id, content, tags) = (Guid.CreateVersion7(now), thread.Content ?? "", TagsOf(thread.Tags));
            var verdict = await rules.JudgeAsync(
                ModeratedType.Thread,
                TextOf(thread.Title, content, tags),
                author,
                isNew: true,
                (NpgsqlConnection)db.Database.GetDbConnection()
            );
            var isHeld = verdict?.IsHolding == true;
            await ChannelStore.OpenThreadAsync(
                db,
                new(
                    id,
                    communityId,
                    author,
                    thread.Title,
                    content,
                    SafeMarkdown.ToHtml(content, LineBreaks.Kept),
                    tags,
                    KeysOf(tags),
                    isHeld,
                    verdict is not null,
                    now
                )
            );
            await IndexAsync(id);
            Flag(verdict, id, version: 1, author, communityId, now);
            if (!isHeld)
            {
                db.Publish(new ThreadCreated(Guid.CreateVersion7(now), now, id, Version: 1, communityId, author, thread.Title));
                db.AfterCommit(() => realtime.ThreadCreated(communityId, id));
            }

            db.AfterCommit(() => realtime.LogChanged(author));
            await db.SaveChangesAsync();
            return (await ThreadReader.FindAsync((NpgsqlConnection)db.Database.GetDbConnection(), id, author))!;
        });

    /// <summary>Changes a thread.</summary>
    /// <param name="id">The thread.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="by">Its author, or a moderator, whose act is recorded.</param>
    /// <exception cref="ProblemException">409 <c>held</c>.</exception>
    public Task ChangeAsync(Guid id, ThreadChanges changes, Guid by) =>
        db.InTransactionAsync(async () =>
        {
            var former = (
                await db
                    .Database.SqlQuery<Former>(
                        $"""
                        SELECT ch.is_held, t.title FROM channels ch JOIN threads t ON t.id = ch.id WHERE ch.id = {id} FOR NO KEY UPDATE
                        """
                    )
                    .ToListAsync()
            ).Single();
            if (former.IsHeld)
            {
                throw Problem
                    .Conflict("Moderators are reviewing this thread. It cannot be changed until they have decided.", "held")
                    .ToException();
            }

            var now = clock.GetKeptNow();
            var (title, content) = (changes.Title.IsSet ? changes.Title.Value : null, changes.Content.IsSet ? changes.Content.Value : null);
            var (html, tags) = (
                content is null ? null : SafeMarkdown.ToHtml(content, LineBreaks.Kept),
                changes.Tags.IsSet ? TagsOf(changes.Tags.Value) : null
            );
            var keys = tags is null ? null : KeysOf(tags);
            var changed = (
                await db
                    .Database.SqlQuery<Changed>(
                        $"""
                        UPDATE threads SET title = coalesce({title}, title), content = coalesce({content}, content), content_html = coalesce({html}, content_html),
                            tags = coalesce({tags}, tags), tag_keys = coalesce({keys}, tag_keys), version = version + 1, updated_at = {now}
                        WHERE id = {id}
                        RETURNING title, content, tags, version, created_by, community_id
                        """
                    )
                    .ToListAsync()
            ).Single();
            if (changed.CreatedBy != by)
            {
                db.RecordAct(ModeratorActs.ThreadChanged, by, now, changed.CreatedBy, id);
            }

            await IndexAsync(id);
            var verdict = await rules.JudgeAsync(
                ModeratedType.Thread,
                TextOf(changed.Title, changed.Content, changed.Tags),
                changed.CreatedBy,
                isNew: false
            );
            Flag(verdict, id, changed.Version, changed.CreatedBy, changed.CommunityId, now);
            if (verdict is not null)
            {
                await ChannelStore.ReportAsync(db, id, verdict.IsHolding);
                db.AfterCommit(() => realtime.RightsChanged(null));
            }

            // A thread that is held back is announced with its title when it is shown again.
            if (changed.Title != former.Title && verdict?.IsHolding != true)
            {
                db.Publish(new ThreadRenamed(Guid.CreateVersion7(now), now, id, changed.Version, changed.CommunityId, changed.Title));
            }

            await AnnounceAsync(id);
            await db.SaveChangesAsync();
        });

    /// <summary>Makes a thread unreadable at once, and removes it for good after a while (<see cref="DeletedThreads"/>).</summary>
    /// <param name="id">The thread.</param>
    /// <param name="by">Its author, or a moderator, whose act is recorded.</param>
    /// <param name="mayModerate">Otherwise it is deleted only if no other user has written in it.</param>
    /// <exception cref="ProblemException">409 <c>thread_has_messages</c>.</exception>
    public Task DeleteAsync(Guid id, Guid by, bool mayModerate) =>
        db.InTransactionAsync(async () =>
        {
            // A posting transaction holds this row: no message can come between the check and the deletion.
            await db.Database.ExecuteSqlAsync($"SELECT FROM channels WHERE id = {id} FOR NO KEY UPDATE");
            if (
                !mayModerate
                && await db.Messages.AnyAsync(message => message.ChannelId == id && message.AuthorId != by && message.DeletedAt == null)
            )
            {
                throw Problem
                    .Conflict("Other people have written in this thread, so only moderators can delete it.", "thread_has_messages")
                    .ToException();
            }

            var now = clock.GetUtcNow();
            if (await ChannelStore.DeleteAsync(db, id, now) == 0)
            {
                return;
            }

            var deleted = (
                await db
                    .Database.SqlQuery<Deleted>(
                        $"UPDATE threads SET version = version + 1 WHERE id = {id} RETURNING version, community_id, created_by"
                    )
                    .ToListAsync()
            ).Single();
            if (deleted.CreatedBy != by)
            {
                db.RecordAct(ModeratorActs.ThreadDeleted, by, now, deleted.CreatedBy, id);
            }

            db.Publish(new ThreadDeleted(Guid.CreateVersion7(now), now, id, deleted.Version, deleted.CommunityId));
            db.AfterCommit(() => realtime.RightsChanged(null));
            await AnnounceAsync(id);
            await db.SaveChangesAsync();
        });

    public Task PinAsync(Guid id, bool isPinned, Guid by) =>
        db.InTransactionAsync(async () =>
        {
            var changed = await ChannelStore.PinAsync(db, id, isPinned);
            await RecordAsync(changed, isPinned ? ModeratorActs.ThreadPinned : ModeratorActs.ThreadUnpinned, by, id);
            await AnnounceAsync(id);
        });

    /// <summary>Locks or unlocks a thread. Rights are checked again, so that typing ends, and begins, with the right to write.</summary>
    public Task LockAsync(Guid id, bool isLocked, Guid by) =>
        db.InTransactionAsync(async () =>
        {
            var changed = await ChannelStore.LockAsync(db, id, isLocked);
            await RecordAsync(changed, isLocked ? ModeratorActs.ThreadLocked : ModeratorActs.ThreadUnlocked, by, id);
            db.AfterCommit(() => realtime.RightsChanged(null));
            await AnnounceAsync(id);
        });

    /// <summary>Records an act of a moderator, unless it changed nothing.</summary>
    private async Task RecordAsync(int changed, string action, Guid by, Guid id)
    {
        if (changed == 0)
        {
            db.ChangedNothing();
            return;
        }

        db.RecordAct(action, by, clock.GetUtcNow(), objectId: id);
        await db.SaveChangesAsync();
    }

    private Task AnnounceAsync(Guid id) => db.AnnounceThreadAsync(realtime, id);

    private void Flag(Verdict? verdict, Guid id, long version, Guid author, Guid communityId, DateTimeOffset now)
    {
        if (verdict is not null)
        {
            db.Publish(
                new ContentFlagged(
                    Guid.CreateVersion7(now),
                    now,
                    id,
                    version,
                    ModeratedType.Thread,
                    author,
                    communityId,
                    verdict.RuleId,
                    verdict.IsHolding
                )
            );
        }
    }

    /// <summary>The whole text that users read of it.</summary>
    private static string TextOf(string title, string content, string[] tags) => string.Join('\n', (string[])[title, content, .. tags]);

    private Task<int> IndexAsync(Guid id) => db.Database.ExecuteSqlRawAsync(_index, new NpgsqlParameter("id", id));

    private static string[] TagsOf(IReadOnlyList<string>? tags) =>
        [.. (tags ?? []).DistinctBy(ThreadReader.TagKey, StringComparer.Ordinal)];

    private static string[] KeysOf(string[] tags) => Array.ConvertAll(tags, ThreadReader.TagKey);

    private sealed record Former(bool IsHeld, string Title);

    private sealed record Deleted(long Version, Guid CommunityId, Guid CreatedBy);

    private sealed record Changed(string Title, string Content, string[] Tags, long Version, Guid CreatedBy, Guid CommunityId);
}
