using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>Something for everybody in a place. What all get alike is made once.</summary>
internal abstract class Delivery
{
    /// <summary>What one of them gets; null: nothing.</summary>
    /// <param name="listener">The receiver.</param>
    /// <param name="from">The number up to which the receiver has all messages.</param>
    public abstract Frame? For(Listener listener, long from);
}

/// <summary>Who is not to read a message that reaches a place.</summary>
internal static class KeptMessages
{
    /// <summary>The author is hidden from the person, or a rule keeps it back: those who moderate find it in the history.</summary>
    public static bool IsKeptFrom(this MessageView message, Listener listener) =>
        listener.Person.IsHiddenFrom(message.AuthorId) || (message.Moderation == MessageView.Held && message.AuthorId != listener.UserId);
}

/// <summary>Messages that follow each other.</summary>
internal sealed class Batch(IReadOnlyList<MessageView> messages) : Delivery
{
    private readonly Lazy<Frame> _whole = new(() => FrameOf(messages));
    private readonly bool _hasHeld = messages.Any(message => message.Moderation == MessageView.Held);

    public IReadOnlyList<MessageView> Messages => messages;

    public override Frame? For(Listener listener, long from)
    {
        if (messages[^1].Seq <= from)
        {
            return null;
        }

        var mayHide = _hasHeld || listener.Person.Hidden is not null;
        return messages[0].Seq > from && !(mayHide && messages.Any(message => message.IsKeptFrom(listener)))
            ? _whole.Value
            : FrameOf(messages.Where(message => message.Seq > from).Select(message => message.IsKeptFrom(listener) ? message.AsTombstone() : message));
    }

    private static Frame FrameOf(IEnumerable<MessageView> messages) => Frame.OfMany(nameof(ICommunityClient.NewMessage), messages);
}

/// <summary>News that is the same for all, and is not for those from whom the person is hidden that it is about.</summary>
internal sealed class News(string method, object payload, Guid about, string? exceptConnection = null) : Delivery
{
    private readonly Lazy<Frame> _frame = new(() => Frame.Of(method, payload));

    public override Frame? For(Listener listener, long from) =>
        listener.Person.IsHiddenFrom(about) || listener.Id == exceptConnection ? null : _frame.Value;
}

/// <summary>
/// A message is another one now, or its reactions are. For those from whom its author is hidden it stays what it looks like: deleted.
/// </summary>
/// <param name="message">As it is now, for nobody in particular.</param>
/// <param name="kind">What became of it.</param>
/// <param name="reacted">The emojis that each of those gave who are here.</param>
internal sealed class MessageChange(MessageView message, ChangeKind kind, ILookup<Guid, string> reacted) : Delivery
{
    private readonly Lazy<Frame> _frame = new(() => FrameOf(message, kind));

    public override Frame? For(Listener listener, long from) =>
        listener.Person.IsHiddenFrom(message.AuthorId) ? null
        : message.IsKeptFrom(listener) ? (kind == ChangeKind.Reactions ? null : FrameOf(message.AsTombstone(), kind))
        : reacted.Contains(listener.UserId) ? FrameOf(message with { Reactions = [.. message.Reactions.Select(reaction => AsSeenBy(listener.UserId, reaction))] }, kind)
        : _frame.Value;

    private ReactionView AsSeenBy(Guid userId, ReactionView reaction) => reaction with { Reacted = reacted[userId].Contains(reaction.Emoji, StringComparer.Ordinal) };

    // What it is now counts: a message that was removed may be there again.
    private static Frame FrameOf(MessageView message, ChangeKind kind) =>
        kind == ChangeKind.Reactions ? Frame.Of(nameof(ICommunityClient.ReactionChanged), new ReactionsView(message.ChannelId, message.Id, message.Reactions))
        : message.IsDeleted ? Frame.Of(nameof(ICommunityClient.MessageDeleted), message.AsTombstone())
        : Frame.Of(nameof(ICommunityClient.MessageUpdated), message);
}

/// <summary>What became of a message; what is later in this list includes what is earlier.</summary>
internal enum ChangeKind
{
    Reactions,
    Updated,
    Deleted,
}
