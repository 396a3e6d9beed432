using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Grouping;
using Community.ServiceDefaults.Problems;

namespace Community.Messaging.Channels;

/// <summary>
/// Posts to channels in groups (<see cref="GroupedCalls{TKey, TCall, TAnswer}"/>): a hot channel costs a lock, a commit and two round
/// trips a group, not a message. One writer a channel and instance; instances take turns by the lock on the channel's row.
/// </summary>
internal sealed class ChannelWriters
{
    private const int MostInGroup = 256;
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private readonly IServiceScopeFactory _scopes;
    private readonly ChannelTransaction _channels;
    private readonly OwnerFacts _owners;
    private readonly INotices _notices;
    private readonly GroupedCalls<Guid, MessageDraft, PostResult> _groups;

    public ChannelWriters(IServiceScopeFactory scopes, ChannelTransaction channels, OwnerFacts owners, INotices notices)
    {
        (_scopes, _channels, _owners, _notices) = (scopes, channels, owners, notices);
        _groups = new(PostAsync, MostInGroup, MostWaiting);
    }

    /// <summary>Posts a message; returns when it is committed.</summary>
    /// <exception cref="ProblemException">503: more wait for this channel than can be served soon.</exception>
    public async Task<PostResult> PostAsync(Guid channelId, MessageDraft draft)
    {
        var result = await AskAsync(channelId, draft);

        // Before a no, the owner of the fact is asked: who joined a moment ago must not be sent away.
        return result is { Outcome: PostOutcome.NoChannel } or { Refusal: WriteRefusal.NotAMember } && await _owners.BringAsync(channelId, draft.AuthorId)
            ? await AskAsync(channelId, draft)
            : result;
    }

    private Task<PostResult> AskAsync(Guid channelId, MessageDraft draft) => _groups.TryAsk(channelId, draft, out var result)
        ? result
        : throw Problem.ServiceUnavailable(Soon, "Too many write here at this moment.", "too_busy").ToException();

    private async Task<IReadOnlyList<PostResult>> PostAsync(Guid channelId, IReadOnlyList<MessageDraft> drafts)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var results = await db.InTransactionAsync(() => _channels.ApplyAsync(db, channelId, drafts));
        Message[] posted = [.. results.Where(result => result.Outcome == PostOutcome.Posted).Select(result => result.Message!)];
        if (posted.Length > 0)
        {
            _notices.Posted(channelId, posted);
        }

        return results;
    }
}
