using Community.Messaging.Channels;
using Community.Messaging.Moderation;
using Community.ServiceDefaults.Text;

namespace Community.Messaging.Messages;

/// <summary>What somebody wants to write.</summary>
internal sealed record MessageDraft(Guid AuthorId, string? ClientId, string Content, Guid? ReplyTo, Guid[] Attachments)
{
    /// <summary>The kind that the channel has to be of, one of <see cref="Channels.ChannelKind"/>; null: any.</summary>
    public string? ChannelKind { get; init; }

    /// <summary>Rendered before the channel is locked.</summary>
    public string ContentHtml { get; } = SafeMarkdown.ToHtml(Content, LineBreaks.Kept);

    /// <summary>The rule that it hits, unless it is for one person alone.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whom the text names; only those who may read it become mentions.</summary>
    public string[] Names { get; } = MentionParser.NamesIn(Content);
}

internal enum PostOutcome
{
    Posted,

    /// <summary>The author's client had sent it before: the answer is that message.</summary>
    Repeated,

    /// <summary>There is no such channel for the author.</summary>
    NoChannel,

    /// <summary>The author may read, and not write: <see cref="PostResult.Refusal"/> says why.</summary>
    Refused,

    /// <summary>What is answered is no message of this channel.</summary>
    NoSuchReply,

    /// <summary>An attachment is not the author's, or belongs to another message.</summary>
    NoSuchAttachment,

    /// <summary>The client's id stands for another text already.</summary>
    OtherContent,
}

/// <summary>What became of a draft.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">The message that it is now, or was before.</param>
/// <param name="Refusal">Why it is none.</param>
/// <param name="View">Of a message that was just posted: as it is shown to nobody in particular.</param>
internal sealed record PostResult(PostOutcome Outcome, Message? Message = null, WriteRefusal? Refusal = null, MessageView? View = null);
