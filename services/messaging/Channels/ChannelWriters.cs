using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Grouping;
using Community.ServiceDefaults.Problems;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts to channels in groups: what comes while a group is written goes together with the next, whether to one hot channel or to many, and costs a
/// commit and two round trips a group, not a message. Each channel has one writer in an instance; instances take turns by the lock on the channel's row.
/// </summary>
internal sealed class ChannelWriters(
    IServiceScopeFactory scopes, ChannelTransaction channels, OwnerFacts owners, INotices notices, RulesInForce rules, MessagingOptions options)
    : GroupedTransactions<MessagingDb, int, ChannelDraft, PostResult>(scopes, options.MaxGroup, MostWaiting)
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private int _alone;

    /// <summary>Posts a message; returns when it is committed.</summary>
    /// <exception cref="ProblemException">503: more wait than can be served soon.</exception>
    public async Task<PostResult> PostAsync(Guid channelId, MessageDraft draft)
    {
        draft = draft with { Verdict = await rules.JudgeAsync(ModeratedType.Message, draft.Content, draft.AuthorId, isNew: true) };
        var result = await RunAsync(channelId, draft);

        // Before a no, the owner of the fact is asked: who joined a moment ago must not be sent away.
        return result is { Outcome: PostOutcome.NoChannel } or { Refusal: WriteRefusal.NotAMember } && await owners.BringAsync(channelId, draft.AuthorId)
            ? await RunAsync(channelId, draft)
            : result;
    }

    protected override async Task<IReadOnlyList<PostResult>> ApplyAsync(
        IServiceProvider services, MessagingDb db, int writer, IReadOnlyList<ChannelDraft> drafts)
    {
        var results = await channels.ApplyAsync(db, drafts);
        foreach (var posted in results.Select(result => result.View).OfType<MessageView>().GroupBy(view => view.ChannelId))
        {
            List<MessageView> inOrder = [.. posted.OrderBy(view => view.Seq)];
            db.AfterCommit(() => notices.Posted(posted.Key, inOrder));
        }

        return results;
    }

    private int WriterOf(Guid channelId) => (int)((uint)channelId.GetHashCode() % options.Writers);

    /// <summary>Posts with others; where the database refuses what one of them says, each goes alone, so that it is nobody else's fault.</summary>
    private async Task<PostResult> RunAsync(Guid channelId, MessageDraft draft)
    {
        try
        {
            return await AskAsync(WriterOf(channelId), channelId, draft);
        }
        catch (Exception failure) when (failure.GetBaseException() is PostgresException { SqlState: ['2', '2' or '3', ..] })
        {
            return await AskAsync(-Interlocked.Increment(ref _alone), channelId, draft);
        }
    }

    private Task<PostResult> AskAsync(int writer, Guid channelId, MessageDraft draft) => TryAsk(writer, new(channelId, draft), out var result)
        ? result
        : throw Problem.ServiceUnavailable(Soon, "Too many write here at this moment.", "too_busy").ToException();
}
