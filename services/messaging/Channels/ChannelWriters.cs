using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Grouping;
using Community.ServiceDefaults.Problems;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts to channels in groups: a hot channel costs a lock, a commit and two round trips a group, not a message. One writer a channel and
/// instance; instances take turns by the lock on the channel's row.
/// </summary>
internal sealed class ChannelWriters(
    IServiceScopeFactory scopes, ChannelTransaction channels, OwnerFacts owners, INotices notices, RulesInForce rules, MessagingOptions options)
    : GroupedTransactions<MessagingDb, MessageDraft, PostResult>(scopes, options.MaxGroup, MostWaiting)
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Posts a message; returns when it is committed.</summary>
    /// <exception cref="ProblemException">503: more wait for this channel than can be served soon.</exception>
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
        IServiceProvider services, MessagingDb db, Guid channelId, IReadOnlyList<MessageDraft> drafts)
    {
        var results = await channels.ApplyAsync(db, channelId, drafts);
        var posted = results.Select(result => result.View).OfType<MessageView>().OrderBy(view => view.Seq).ToList();
        if (posted.Count > 0)
        {
            db.AfterCommit(() => notices.Posted(channelId, posted));
        }

        return results;
    }

    private Task<PostResult> RunAsync(Guid channelId, MessageDraft draft) => TryAsk(channelId, draft, out var result)
        ? result
        : throw Problem.ServiceUnavailable(Soon, "Too many write here at this moment.", "too_busy").ToException();
}
