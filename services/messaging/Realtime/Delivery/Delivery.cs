using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>Something for all subscriptions of a topic. A frame that is the same for all is made once.</summary>
internal abstract class Delivery
{
    /// <summary>The frame for one of them; null: none.</summary>
    /// <param name="client">The receiver.</param>
    /// <param name="from">The number up to which the receiver has all messages.</param>
    public abstract Frame? For(ClientConnection client, long from);
}

/// <summary>Decides which clients must not get a message of their topic.</summary>
internal static class KeptMessages
{
    /// <summary>
    /// True if the author is hidden from the person, or a rule holds the message back: moderators find it in the history.
    /// </summary>
    public static bool IsKeptFrom(this MessageView message, ClientConnection client) =>
        client.Person.IsHiddenFrom(message.AuthorId) || (message.Moderation == MessageView.Held && message.AuthorId != client.UserId);

    /// <summary>Whether the message that it answers looks deleted to the person, because its author is hidden from the person.</summary>
    public static bool HasHiddenQuote(this MessageView message, ClientConnection client) =>
        message.Quote?.Author is { } author && client.Person.IsHiddenFrom(author.Id);

    /// <summary>The message as this client sees it.</summary>
    public static MessageView AsSeenBy(this MessageView message, ClientConnection client) =>
        message.IsKeptFrom(client) ? message.AsTombstone()
        : message.HasHiddenQuote(client)
            ? message with
            {
                Quote = new QuoteView(message.Quote!.Id, message.Quote.Seq, null, "", 0, IsDeleted: true),
            }
        : message;
}

/// <summary>Messages with consecutive numbers.</summary>
internal sealed class Batch(IReadOnlyList<MessageView> messages) : Delivery
{
    private readonly Lazy<Frame> _whole = new(() => FrameOf(messages, messages[0].CreatedAt));
    private readonly bool _hasHeld = messages.Any(message => message.Moderation == MessageView.Held);

    public IReadOnlyList<MessageView> Messages => messages;

    public override Frame? For(ClientConnection client, long from)
    {
        if (messages[^1].Seq <= from)
        {
            return null;
        }

        var mayHide = _hasHeld || client.Person.Hidden is not null;
        return messages[0].Seq > from && !(mayHide && messages.Any(message => message.IsKeptFrom(client) || message.HasHiddenQuote(client)))
            ? _whole.Value
            : FrameOf(messages.Where(message => message.Seq > from).Select(message => message.AsSeenBy(client)), messages[0].CreatedAt);
    }

    private static Frame FrameOf(IEnumerable<MessageView> messages, DateTimeOffset since) =>
        Frame.OfMany(nameof(ICommunityClient.NewMessage), messages, since);
}

/// <summary>An event that is the same for all. People from whom its subject is hidden do not get it.</summary>
internal sealed class HubEvent(string method, object payload, Guid about, string? exceptConnection = null) : Delivery
{
    private readonly Lazy<Frame> _frame = new(() => Frame.Of(method, payload));

    public override Frame? For(ClientConnection client, long from) =>
        client.Person.IsHiddenFrom(about) || client.Id == exceptConnection ? null : _frame.Value;
}

/// <summary>A message, or its reactions, changed. For people from whom its author is hidden, the message keeps looking deleted.</summary>
/// <param name="message">As it is now, without a particular viewer.</param>
/// <param name="kind">The kind of change.</param>
/// <param name="reacted">The emojis that each of the connected users gave.</param>
internal sealed class MessageChange(MessageView message, ChangeKind kind, ILookup<Guid, string> reacted) : Delivery
{
    private readonly Lazy<Frame> _frame = new(() => FrameOf(message, kind));

    public override Frame? For(ClientConnection client, long from) =>
        client.Person.IsHiddenFrom(message.AuthorId) ? null
        : message.IsKeptFrom(client) ? (kind == ChangeKind.Reactions ? null : FrameOf(message.AsTombstone(), kind))
        : reacted.Contains(client.UserId)
            ? FrameOf(
                message.AsSeenBy(client) with
                {
                    Reactions = [.. message.Reactions.Select(reaction => AsSeenBy(client.UserId, reaction))],
                },
                kind
            )
        : message.HasHiddenQuote(client) ? FrameOf(message.AsSeenBy(client), kind)
        : _frame.Value;

    private ReactionView AsSeenBy(Guid userId, ReactionView reaction) =>
        reaction with
        {
            Reacted = reacted[userId].Contains(reaction.Emoji, StringComparer.Ordinal),
        };

    // The present state counts: a message that was removed may be restored by now.
    private static Frame FrameOf(MessageView message, ChangeKind kind) =>
        kind == ChangeKind.Reactions
            ? Frame.Of(nameof(ICommunityClient.ReactionChanged), new ReactionsView(message.ChannelId, message.Id, message.Reactions))
        : message.IsDeleted ? Frame.Of(nameof(ICommunityClient.MessageDeleted), message.AsTombstone())
        : Frame.Of(nameof(ICommunityClient.MessageUpdated), message);
}

/// <summary>Kinds of changes of a message; a later one in this list includes the earlier ones.</summary>
internal enum ChangeKind
{
    Reactions,
    Updated,
    Deleted,
}
