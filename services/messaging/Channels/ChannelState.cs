using Community.Contracts;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Messaging.Messages;
using Community.Messaging.Moderation;

namespace Community.Messaging.Channels;

/// <summary>
/// A channel whose row is locked, with everything that a batch of drafts refers to. Pure: it decides which messages are posted under which
/// numbers, without input or output.
/// </summary>
/// <param name="channel">As it was when it was locked.</param>
/// <param name="memberships">Of all authors and of all mentioned people.</param>
/// <param name="known">Messages of the channel that the drafts may be repeats of.</param>
/// <param name="answerable">Ids of the channel's messages that drafts answer.</param>
/// <param name="files">
/// Files that drafts refer to and that belong to no message yet, with their uploaders. The states of a batch share them, because a file
/// belongs to one message.
/// </param>
/// <param name="now">The present, as the database keeps it.</param>
internal sealed class ChannelState(
    Channel channel,
    IReadOnlyList<Membership> memberships,
    IReadOnlyList<Message> known,
    IReadOnlySet<Guid> answerable,
    Dictionary<Guid, Guid> files,
    DateTimeOffset now
)
{
    private readonly Dictionary<Guid, Membership> _memberships = memberships.ToDictionary(membership => membership.UserId);
    private readonly ILookup<string, Membership> _byName = memberships
        .Where(membership => membership.UsernameKey is not null)
        .ToLookup(membership => membership.UsernameKey!, StringComparer.Ordinal);
    private readonly List<(Message Message, Verdict Verdict)> _hit = [];
    private readonly Dictionary<(Guid, string), Message> _sent = known
        .Where(message => message.ClientId is not null)
        .ToDictionary(message => (message.AuthorId, message.ClientId!));

    public Guid ChannelId => channel.Id;

    /// <summary>One of <see cref="Channels.ChannelKind"/>.</summary>
    public string Kind => channel.Kind;

    /// <summary>Messages to write, in the order of their numbers.</summary>
    public List<Message> Posted { get; } = [];

    /// <summary>The number of the last message.</summary>
    public long LastSeq { get; private set; } = channel.LastSeq;

    /// <summary>Events to publish. Of a message that is held back, they say only that it is held.</summary>
    public IEnumerable<IIntegrationEvent> Announced =>
        Posted.Where(message => !message.IsHeld).Select(AnnouncementOf).Concat(_hit.Select(hit => FlagOf(hit.Message, hit.Verdict)));

    public PostResult Post(MessageDraft draft)
    {
        var membership = _memberships[draft.AuthorId];
        var rights = ChannelRights.Of(channel, membership, now);
        if (!rights.MayRead || (draft.ChannelKind is not null && draft.ChannelKind != channel.Kind))
        {
            return new(PostOutcome.NoChannel);
        }

        if (draft.ClientId is not null && _sent.TryGetValue((draft.AuthorId, draft.ClientId), out var sent))
        {
            // An author who may no longer write still gets the answer for a message that is already posted.
            return sent.Content == draft.Content || sent.Version > 1 ? new(PostOutcome.Repeated, sent) : new(PostOutcome.OtherContent);
        }

        return rights.Refusal is { } refusal ? new(PostOutcome.Refused, Refusal: refusal)
            : draft.ReplyTo is { } answered && !answerable.Contains(answered) ? new(PostOutcome.NoSuchReply)
            : draft.Attachments.Any(file => files.GetValueOrDefault(file) != draft.AuthorId) ? new(PostOutcome.NoSuchAttachment)
            : new(PostOutcome.Posted, Add(draft));
    }

    private Message Add(MessageDraft draft)
    {
        var verdict = channel.Kind == ChannelKind.Direct ? null : draft.Verdict;
        var message = new Message
        {
            Id = Guid.CreateVersion7(now),
            ChannelId = channel.Id,
            Seq = ++LastSeq,
            AuthorId = draft.AuthorId,
            ClientId = draft.ClientId,
            Content = draft.Content,
            ContentHtml = draft.ContentHtml,
            ReplyTo = draft.ReplyTo,
            Attachments = draft.Attachments,
            Mentions = MentionedIn(draft),
            CreatedAt = now,
            IsHeld = verdict?.IsHolding == true,
            IsReported = verdict is not null,
        };
        Posted.Add(message);
        if (verdict is not null)
        {
            _hit.Add((message, verdict));
        }

        foreach (var file in draft.Attachments)
        {
            files.Remove(file);
        }

        if (draft.ClientId is not null)
        {
            _sent.Add((draft.AuthorId, draft.ClientId), message);
        }

        return message;
    }

    /// <summary>
    /// The mentioned people who may read the message: a mention must not reveal a message to a person who may not read it.
    /// </summary>
    private Guid[] MentionedIn(MessageDraft draft) =>
        [
            .. draft
                .Names.SelectMany(name => _byName[name])
                .Where(named => named.UserId != draft.AuthorId && ChannelRights.Of(channel, named, now).MayRead)
                .Select(named => named.UserId)
                .Distinct(),
        ];

    private ContentFlagged FlagOf(Message message, Verdict verdict) =>
        new(
            Guid.CreateVersion7(now),
            now,
            message.Id,
            message.Version,
            ModeratedType.Message,
            message.AuthorId,
            channel.CommunityId,
            verdict.RuleId,
            verdict.IsHolding
        );

    private IIntegrationEvent AnnouncementOf(Message message) =>
        channel.Kind == ChannelKind.Direct
            ? new DirectMessageSent(
                Guid.CreateVersion7(now),
                now,
                message.Id,
                message.Version,
                channel.Id,
                message.AuthorId,
                channel.PeerOf(message.AuthorId)!.Value,
                message.Seq
            )
            : new MessagePosted(
                Guid.CreateVersion7(now),
                now,
                message.Id,
                message.Version,
                channel.Id,
                channel.Kind,
                message.AuthorId,
                message.Seq,
                message.ReplyTo,
                message.Mentions
            );
}
