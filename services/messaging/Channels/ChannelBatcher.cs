using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.Platform.Data.Grouping;
using Community.Platform.Data.Publishing;
using Community.Platform.Http.Problems;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts to channels in batches: drafts that arrive while a batch is written form the next batch, whether for one hot channel or for many.
/// This costs two round trips for a batch, not for each message. Each channel has one writer in an instance; the lock on the channel's row
/// orders the instances.
/// </summary>
internal sealed class ChannelBatcher
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private readonly ChannelStore _channels;
    private readonly ChannelReadThrough _owners;
    private readonly IRealtimePublisher _realtime;
    private readonly PendingMessageSignal _pending;
    private readonly OutboxSignal _outbox;
    private readonly RulesInForce _rules;
    private readonly PersonLimits _limits;
    private readonly int _writers;
    private readonly RequestCoalescer<int, ChannelCommand, PostResult> _groups;

    public ChannelBatcher(
        ChannelStore channels,
        ChannelReadThrough owners,
        IRealtimePublisher realtime,
        PendingMessageSignal pending,
        OutboxSignal outbox,
        RulesInForce rules,
        PersonLimits limits,
        MessagingOptions options
    )
    {
        (_channels, _owners, _realtime, _pending, _outbox, _rules, _limits, _writers) = (
            channels,
            owners,
            realtime,
            pending,
            outbox,
            rules,
            limits,
            options.Writers
        );
        _groups = new((_, drafts) => CommitAsync(drafts), options.MaxGroup, MostWaiting, BatchFailures.MayBeOfOne);
    }

    /// <summary>Posts a message; returns when it is committed.</summary>
    /// <exception cref="ProblemException">
    /// 429: the author posts too fast there, over HTTP and the hub together; 503: the queue is longer than can be served soon.
    /// </exception>
    public async Task<PostResult> PostAsync(Guid channelId, MessageDraft draft)
    {
        if (!_limits.MayPost(draft.AuthorId, channelId))
        {
            throw Problem.TooManyRequests(Soon, "This is too fast. Wait a little.", "rate_limited").ToException();
        }

        draft = draft with { Verdict = await _rules.JudgeAsync(draft) };
        var result = await RunAsync(channelId, draft);

        // The owner is asked before a refusal: a user who joined a moment ago must not be refused.
        return
            result is { Outcome: PostOutcome.NoChannel } or { Refusal: WriteRefusal.NotAMember }
            && await _owners.BringAsync(channelId, draft.AuthorId)
            ? await RunAsync(channelId, draft)
            : result;
    }

    private Task<PostResult> RunAsync(Guid channelId, MessageDraft draft) =>
        _groups.TryAsk((int)((uint)channelId.GetHashCode() % _writers), new(channelId, draft), out var result)
            ? result
            : throw Problem
                .ServiceUnavailable(Soon, "Too many people are writing here at this moment. Try again in a few seconds.", "too_busy")
                .ToException();

    private async Task<IReadOnlyList<PostResult>> CommitAsync(IReadOnlyList<ChannelCommand> drafts)
    {
        var results = await CommitOrAgainAsync(drafts);
        var views = results.Select(result => result.View).OfType<MessageView>().ToLookup(view => view.ChannelId);
        foreach (var posted in views)
        {
            _realtime.Posted(posted.Key, [.. posted.OrderBy(view => view.Seq)]);
        }

        if (views.Count > 0)
        {
            _pending.Wake();
            _outbox.Wake();
        }

        return results;
    }

    /// <summary>A batch that lost a deadlock is written once more: nothing of it was committed.</summary>
    private async Task<IReadOnlyList<PostResult>> CommitOrAgainAsync(IReadOnlyList<ChannelCommand> drafts)
    {
        try
        {
            return await _channels.CommitAsync(drafts);
        }
        catch (PostgresException failure) when (BatchFailures.IsDeadlock(failure))
        {
            return await _channels.CommitAsync(drafts);
        }
    }
}
