using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Grouping;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Problems;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts to channels in groups: what comes while a group is written goes together with the next, whether to one hot channel or to many, and costs two round trips
/// a group, not a message. Each channel has one writer in an instance; instances take turns by the lock on the channel's row. Each writer has a thread of its
/// own: in the pool, every answer of the database would wait behind what is being delivered to hundreds of connections.
/// </summary>
internal sealed class ChannelWriters : IDisposable
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private readonly ChannelTransaction _channels;
    private readonly OwnerFacts _owners;
    private readonly INotices _notices;
    private readonly UntoldSignal _untold;
    private readonly OutboxSignal _outbox;
    private readonly RulesInForce _rules;
    private readonly OwnThread[] _threads;
    private readonly GroupedCalls<int, ChannelDraft, PostResult> _groups;

    public ChannelWriters(
        ChannelTransaction channels, OwnerFacts owners, INotices notices, UntoldSignal untold, OutboxSignal outbox, RulesInForce rules, MessagingOptions options)
    {
        (_channels, _owners, _notices, _untold, _outbox, _rules) = (channels, owners, notices, untold, outbox, rules);
        _threads = [.. Enumerable.Range(0, options.Writers).Select(writer => new OwnThread($"channel writer {writer}"))];
        _groups = new((writer, drafts) => _threads[writer].RunAsync(() => Commit(drafts)), options.MaxGroup, MostWaiting, MayBeOfOne);
    }

    /// <summary>Posts a message; returns when it is committed.</summary>
    /// <exception cref="ProblemException">503: more wait than can be served soon.</exception>
    public async Task<PostResult> PostAsync(Guid channelId, MessageDraft draft)
    {
        draft = draft with { Verdict = await _rules.JudgeAsync(ModeratedType.Message, draft.Content, draft.AuthorId, isNew: true) };
        var result = await RunAsync(channelId, draft);

        // Before a no, the owner of the fact is asked: who joined a moment ago must not be sent away.
        return result is { Outcome: PostOutcome.NoChannel } or { Refusal: WriteRefusal.NotAMember } && await _owners.BringAsync(channelId, draft.AuthorId)
            ? await RunAsync(channelId, draft)
            : result;
    }

    public void Dispose() => Array.ForEach(_threads, thread => thread.Dispose());

    private Task<PostResult> RunAsync(Guid channelId, MessageDraft draft) =>
        _groups.TryAsk((int)((uint)channelId.GetHashCode() % _threads.Length), new(channelId, draft), out var result)
            ? result
            : throw Problem.ServiceUnavailable(Soon, "Too many write here at this moment.", "too_busy").ToException();

    private IReadOnlyList<PostResult> Commit(IReadOnlyList<ChannelDraft> drafts)
    {
        var results = CommitOrAgain(drafts);
        var views = results.Select(result => result.View).OfType<MessageView>().ToLookup(view => view.ChannelId);
        foreach (var posted in views)
        {
            _notices.Posted(posted.Key, [.. posted.OrderBy(view => view.Seq)]);
        }

        if (views.Count > 0)
        {
            _untold.Wake();
            _outbox.Wake();
        }

        return results;
    }

    /// <summary>A group that lost a deadlock is written once more: nothing of it was.</summary>
    private IReadOnlyList<PostResult> CommitOrAgain(IReadOnlyList<ChannelDraft> drafts)
    {
        try
        {
            return _channels.Commit(drafts);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return _channels.Commit(drafts);
        }
    }

    /// <summary>What the database refuses to keep of one draft is nobody else's fault.</summary>
    private static bool MayBeOfOne(Exception failure) => failure is PostgresException { SqlState: ['2', '2' or '3', ..] };
}
