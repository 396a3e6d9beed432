using System.Text.Json;
using Community.Messaging.Messages;
using Community.Platform.Data.Grouping;
using Community.Platform.Http.Json;

namespace Community.Messaging.Realtime;

/// <summary>Notifies this instance's clients and the other instances. Within a channel, it keeps the order of its calls.</summary>
internal sealed partial class RealtimePublisher : IRealtimePublisher
{
    private const int LargestSignal = 100;
    private const int MostWaiting = 10_000;
    private readonly LocalDelivery _local;
    private readonly Backplane _backplane;
    private readonly ChannelFacts _channels;
    private readonly ILogger<RealtimePublisher> _logger;
    private readonly RequestCoalescer<Guid, ChannelChange, bool> _lines;
    private int _waiting;

    public RealtimePublisher(LocalDelivery local, Backplane backplane, ChannelFacts channels, ILogger<RealtimePublisher> logger)
    {
        (_local, _backplane, _channels, _logger) = (local, backplane, channels, logger);
        _lines = new(PublishChangesAsync, MostWaiting, MostWaiting);
    }

    /// <summary>Whether everything has been passed on.</summary>
    public bool IsIdle => Volatile.Read(ref _waiting) == 0;

    public void Posted(Guid channelId, IReadOnlyList<MessageView> messages) => Add(channelId, new(messages, null, default));

    public void MessageChanged(Guid channelId, Guid messageId, bool isDeleted) =>
        Add(channelId, new([], messageId, isDeleted ? ChangeKind.Deleted : ChangeKind.Updated));

    public void ReactionChanged(Guid channelId, Guid messageId, string emoji, Guid userId, bool isAdded) =>
        Add(channelId, new([], messageId, ChangeKind.Reactions));

    public void ThreadCreated(Guid communityId, Guid threadId) => Publish(new ThreadSignal(communityId, threadId));

    public void MembershipChanged(Guid communityId, Guid userId, bool isMember, AuthorView? person) =>
        Publish(new MembershipSignal(communityId, userId, isMember, person));

    public void RightsChanged(Guid? userId) => Publish(new RightsSignal(userId));

    public void LogChanged(params IReadOnlyList<Guid> places) => Publish(new LogSignal(places));

    public void ForMembers(Guid communityId, string method, object payload, Guid? about = null) =>
        Publish(
            new MembersSignal(
                communityId,
                method,
                JsonSerializer.SerializeToElement(payload, payload.GetType(), ServiceJson.Options),
                about
            )
        );

    public void PersonChanged(Guid userId) => Publish(new PersonSignal(userId));

    public void Read(Guid userId, Guid channelId, long lastReadSeq) => Publish(new ReadSignal(userId, channelId, lastReadSeq));

    // Only the other instances know their own connections.
    public bool MayReceive(Guid userId) => _backplane.HasPeers || _local.IsHere(userId);

    public void ForPerson(Guid userId, string method, object payload) =>
        Publish(
            new PersonalSignal(
                userId,
                method,
                JsonSerializer.SerializeToElement(payload, payload.GetType(), ServiceJson.Options),
                RealtimeTraces.Current
            )
        );

    /// <summary>Sends a signal to all instances, to this one first.</summary>
    public void Publish(Signal signal)
    {
        _local.Apply(signal);
        if (_backplane.HasPeers)
        {
            _backplane.Send(signal);
        }
    }

    // One queue for each channel: its changes are sent in order, and changes that gathered meanwhile are sent together.
    private void Add(Guid channelId, ChannelChange change)
    {
        if (_lines.TryAsk(channelId, change, out var published))
        {
            Interlocked.Increment(ref _waiting);
            _ = CountAsync(published);
        }
    }

    private async Task CountAsync(Task<bool> published)
    {
        try
        {
            await published;
        }
        catch (Exception failure)
        {
            // Undelivered messages are swept every second.
            Log.NotDelivered(_logger, failure.GetBaseException().Message);
            RealtimeFailures.Report(_logger, failure, "Publishing a change");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<IReadOnlyList<bool>> PublishChangesAsync(Guid channelId, IReadOnlyList<ChannelChange> changes)
    {
        if (await _channels.FindAsync(channelId) is { } channel)
        {
            foreach (var posted in changes.SelectMany(change => change.Posted).Chunk(LargestSignal))
            {
                Publish(new PostedSignal(channel, posted));
            }

            foreach (var change in changes.Where(change => change.MessageId is not null))
            {
                Publish(new ChangedSignal(channel, change.MessageId!.Value, change.Kind));
            }
        }

        return new bool[changes.Count];
    }

    /// <summary>A change in a channel.</summary>
    /// <param name="Posted">New messages; or</param>
    /// <param name="MessageId">the id of a changed one.</param>
    private sealed record ChannelChange(IReadOnlyList<MessageView> Posted, Guid? MessageId, ChangeKind Kind);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A change in a channel could not be delivered at once: {Reason}")]
        public static partial void NotDelivered(ILogger logger, string reason);
    }
}
