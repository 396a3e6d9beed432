using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Notifications;
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
    IServiceScopeFactory scopes, ChannelTransaction channels, OwnerFacts owners, INotices notices, UntoldSignal untold,
    RulesInForce rules, MessagingOptions options)
    : GroupedTransactions<MessagingDb, int, ChannelDraft, PostResult>(scopes, options.MaxGroup, MostWaiting)
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

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
        db.AfterCommit(untold.Wake);
        foreach (var posted in results.Select(result => result.View).OfType<MessageView>().GroupBy(view => view.ChannelId))
        {
            List<MessageView> inOrder = [.. posted.OrderBy(view => view.Seq)];
            db.AfterCommit(() => notices.Posted(posted.Key, inOrder));
        }

        return results;
    }

    /// <summary>What the database refuses to keep of one draft is nobody else's fault.</summary>
    protected override bool MayBeOfOne(Exception failure) => failure.GetBaseException() is PostgresException { SqlState: ['2', '2' or '3', ..] };

    private int WriterOf(Guid channelId) => (int)((uint)channelId.GetHashCode() % options.Writers);

    private Task<PostResult> RunAsync(Guid channelId, MessageDraft draft) => TryAsk(WriterOf(channelId), new(channelId, draft), out var result)
        ? result
        : throw Problem.ServiceUnavailable(Soon, "Too many write here at this moment.", "too_busy").ToException();
}
