using System.Globalization;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Messages;

/// <summary>A message as its readers see it.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="ChannelId">Where it was written.</param>
/// <param name="Seq">Its number in the channel, from 1 without holes: a hole means that something was missed.</param>
/// <param name="AuthorId">The author's id.</param>
/// <param name="Author">The author as others see them; null: the account is gone.</param>
/// <param name="Content">Markdown, as it was written; empty once deleted.</param>
/// <param name="ContentHtml">The same as HTML that is safe to show.</param>
/// <param name="ReplyTo">The message that is answered.</param>
/// <param name="Attachments">Files.</param>
/// <param name="Mentions">The people mentioned in it.</param>
/// <param name="Reactions">How readers reacted, the first emoji first.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="EditedAt">When it was last changed.</param>
/// <param name="IsEdited">Whether it was changed.</param>
/// <param name="IsDeleted">Whether only its number is left.</param>
/// <param name="ClientId">The id that the author's client gave it.</param>
/// <param name="Moderation">
/// <c>held</c>: held back by a rule until moderators have decided; to others it looks deleted. <c>removed</c>: by moderators; only they see
/// it. Null: neither.
/// </param>
/// <param name="Quote">
/// Of a reply: the message that is answered, as the reader sees it now. Null: it is no reply.
/// </param>
internal sealed record MessageView(
    Guid Id,
    Guid ChannelId,
    long Seq,
    Guid AuthorId,
    AuthorView? Author,
    string Content,
    string ContentHtml,
    Guid? ReplyTo,
    IReadOnlyList<AttachmentView> Attachments,
    IReadOnlyList<MentionView> Mentions,
    IReadOnlyList<ReactionView> Reactions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    bool IsEdited,
    bool IsDeleted,
    string? ClientId,
    string? Moderation = null,
    QuoteView? Quote = null
) : IHasExample<MessageView>
{
    public const string Held = "held";
    public const string Removed = "removed";

    public static MessageView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c0"),
            42,
            AuthorView.Example.Id,
            AuthorView.Example,
            "See you at **seven**, @omar",
            "<p>See you at <strong>seven</strong>, @omar</p>",
            null,
            [],
            [new(Guid.Parse("0198c0de-0000-7000-8000-000000000003"), "omar")],
            [new("👍", 3, true)],
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            null,
            false,
            false,
            "8f14e45f"
        );

    /// <summary>A message that was just posted, from its row alone: without names and files.</summary>
    public static MessageView OfNew(Message message) =>
        new(
            message.Id,
            message.ChannelId,
            message.Seq,
            message.AuthorId,
            null,
            message.Content,
            message.ContentHtml,
            message.ReplyTo,
            [],
            [],
            [],
            message.CreatedAt,
            null,
            false,
            false,
            message.ClientId,
            message.IsHeld ? Held : null
        );

    /// <summary>The same with the names of its author and of the mentioned people; people without a name are left out.</summary>
    public MessageView NamedBy(IReadOnlyDictionary<Guid, AuthorView> names, IReadOnlyList<Guid> mentions) =>
        this with
        {
            Author = names.GetValueOrDefault(AuthorId),
            Mentions =
                mentions.Count == 0 ? [] : [.. mentions.Where(names.ContainsKey).Select(id => new MentionView(id, names[id].Username))],
        };

    /// <summary>The tombstone of a message, for a person who must not read it.</summary>
    public MessageView AsTombstone() => AsDeleted() with { Author = null, ReplyTo = null, ClientId = null, Quote = null };

    /// <summary>The message after its deletion.</summary>
    public MessageView AsDeleted() =>
        this with
        {
            Content = "",
            ContentHtml = "",
            Attachments = [],
            Mentions = [],
            Reactions = [],
            IsDeleted = true,
            Moderation = null,
            Quote = null,
        };
}

/// <summary>The message that a reply answers.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Seq">Its number in the channel.</param>
/// <param name="Author">The author as others see them; null: the account is gone, or the message is not shown to the reader.</param>
/// <param name="Excerpt">
/// The beginning of its text, at most 140 characters without line breaks: Markdown as it was written. Empty if it is deleted or has only
/// files.
/// </param>
/// <param name="AttachmentCount">How many files it has.</param>
/// <param name="IsDeleted">Whether only its number is left.</param>
internal sealed record QuoteView(Guid Id, long Seq, AuthorView? Author, string Excerpt, int AttachmentCount, bool IsDeleted)
    : IHasExample<QuoteView>
{
    private const int MostCharacters = 140;

    public static QuoteView Example => Of(MessageView.Example);

    /// <summary>The quote of a message, from its view for the same reader.</summary>
    public static QuoteView Of(MessageView message) =>
        new(message.Id, message.Seq, message.Author, ExcerptOf(message.Content), message.Attachments.Count, message.IsDeleted);

    private static string ExcerptOf(string content)
    {
        var line = string.Join(' ', content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= MostCharacters)
        {
            return line;
        }

        // Whole characters as a reader sees them: an emoji of several code points stays whole or is left out.
        var end = 0;
        for (var next = 0; next < MostCharacters; next += StringInfo.GetNextTextElementLength(line, next))
        {
            end = next;
        }

        return line[..end].TrimEnd() + "…";
    }
}

/// <summary>The author of a message.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">Where the picture is served, relative to the gateway.</param>
/// <param name="IsBot">Whether a program acts in this account, and not a person.</param>
internal sealed record AuthorView(Guid Id, string Username, string? FullName, string? PictureUrl, bool IsBot = false)
    : IHasExample<AuthorView>
{
    public static AuthorView Example => new(Guid.Parse("0198c0de-0000-7000-8000-000000000002"), "maya", "Maya Haddad", null);
}

/// <summary>A file.</summary>
/// <param name="Id">The attachment's id.</param>
/// <param name="Name">The name that the uploader gave it.</param>
/// <param name="ContentType">Its type, found by its content.</param>
/// <param name="ByteCount">Its length.</param>
/// <param name="Width">Of a picture, in pixels; null: it is not a picture, or was uploaded before sizes were kept.</param>
/// <param name="Height">Of a picture, in pixels; null: it is not a picture, or was uploaded before sizes were kept.</param>
/// <param name="Placeholder">Of a picture: a ThumbHash in base64, to show until the picture has arrived.</param>
/// <param name="Alt">The alternative text: a description by the uploader, for people who cannot see the file.</param>
internal sealed record AttachmentView(
    Guid Id,
    string Name,
    string ContentType,
    long ByteCount,
    int? Width = null,
    int? Height = null,
    string? Placeholder = null,
    string? Alt = null
) : IHasExample<AttachmentView>
{
    public static AttachmentView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c2"),
            "harbour.jpg",
            "image/jpeg",
            482_110,
            1600,
            1200,
            "1QcSHQRnh493V4dIh4eXh1h4kJUI",
            "The harbour at dawn."
        );

    /// <summary>
    /// Where it is served, relative to the gateway. Of a picture, <c>w=64</c>, <c>256</c> or <c>1024</c> in the query gives it in that
    /// width.
    /// </summary>
    public string Url => $"/api/v1/attachments/{Id}";
}

/// <summary>A person mentioned in a message.</summary>
/// <param name="UserId">The person's id.</param>
/// <param name="Username">The person's present username.</param>
internal sealed record MentionView(Guid UserId, string Username);

/// <summary>One emoji under a message.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="Count">How many people gave it.</param>
/// <param name="Reacted">Whether the reader is one of them.</param>
internal sealed record ReactionView(string Emoji, int Count, bool Reacted);
