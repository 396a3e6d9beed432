using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Platform.Text;

namespace Community.Messaging.Channels;

/// <summary>A command to a channel: to post a draft.</summary>
internal sealed record ChannelCommand(Guid ChannelId, MessageDraft Draft);

/// <summary>A message that an author wants to post.</summary>
internal sealed record MessageDraft(Guid AuthorId, string? ClientId, string Content, Guid? ReplyTo, Guid[] Attachments)
{
    /// <summary>The kind that the channel has to be of, one of <see cref="Channels.ChannelKind"/>; null: any.</summary>
    public string? ChannelKind { get; init; }

    /// <summary>Rendered before the channel is locked.</summary>
    public string ContentHtml { get; } = SafeMarkdown.ToHtml(Content, LineBreaks.Kept);

    /// <summary>The rule that it hits; not checked for a message to one person alone.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The usernames that the text mentions; only people who may read the message become mentions.</summary>
    public string[] Names { get; } = MentionParser.NamesIn(Content);
}

internal enum PostOutcome
{
    Posted,

    /// <summary>The author's client sent it before: the answer is that message.</summary>
    Repeated,

    /// <summary>There is no such channel for the author.</summary>
    NoChannel,

    /// <summary>The author may read but not write: <see cref="PostResult.Refusal"/> says why.</summary>
    Refused,

    /// <summary>The message that it replies to is not in this channel.</summary>
    NoSuchReply,

    /// <summary>An attachment is not the author's, or belongs to another message.</summary>
    NoSuchAttachment,

    /// <summary>The client's id belongs to another text already.</summary>
    OtherContent,
}

/// <summary>The result of a draft.</summary>
/// <param name="Outcome">The kind of result.</param>
/// <param name="Message">The message that was posted now, or before.</param>
/// <param name="Refusal">Why it was not posted.</param>
/// <param name="View">Of a message that was just posted: without a particular viewer.</param>
internal sealed record PostResult(PostOutcome Outcome, Message? Message = null, WriteRefusal? Refusal = null, MessageView? View = null);
