using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Messaging.Messages;

/// <summary>Writing and reading messages, the same for every kind of channel.</summary>
internal static class MessageEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags("Messages").RequireAuthorization(Policies.SignedIn);
        messages.MapGet("/{id:guid}", ShowAsync).NotStored("may be of a conversation of two");
        messages.MapGet("/{id:guid}/replies", RepliesAsync).NotStored("may be of a conversation of two");
        messages.MapMessageChanges();
    }

    /// <summary>Shows a message.</summary>
    /// <remarks>
    /// Moderators of the platform see reported messages, wherever they are, also if they are held back or removed; of a conversation only
    /// messages that one of the two reported.
    /// </remarks>
    /// <param name="id">The message's id.</param>
    private static async Task<Results<Ok<MessageView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        MessageReader messages,
        ChannelAccess channels,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            caller.IsModerator() && await messages.FindForModeratorAsync(id, caller.UserId(), cancellationToken) is { } found
                ? found
                : await messages.RequireAsync(id, caller.UserId(), channels, cancellationToken)
        );

    /// <summary>Lists the answers to a message, in the order of their numbers.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="page">The part to list.</param>
    private static async Task<Results<Ok<MessagePage>, BadRequestProblem, NotFoundProblem>> RepliesAsync(
        Guid id,
        [AsParameters] RepliesQuery page,
        ClaimsPrincipal caller,
        MessageReader messages,
        ChannelAccess channels,
        CancellationToken cancellationToken
    )
    {
        await messages.RequireAsync(id, caller.UserId(), channels, cancellationToken);
        var replies = await messages.RepliesAsync(id, page.AfterSeq, page.Limit + 1, caller.UserId(), cancellationToken);
        return TypedResults.Ok(MessagePage.Of(replies, page.Limit, isForward: true, lastSeq: null));
    }

    /// <summary>A message that the caller may read.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public static async Task<MessageView> RequireAsync(
        this MessageReader messages,
        Guid id,
        Guid caller,
        ChannelAccess channels,
        CancellationToken cancellationToken
    )
    {
        var message = await messages.FindAsync(id, caller, cancellationToken) ?? throw ChannelAccess.NoSuch("message");
        await channels.RequireAsync(message.ChannelId, caller, "message");
        return message;
    }

    /// <summary>A page of a channel that the caller may read.</summary>
    public static async Task<MessagePage> HistoryAsync(
        this MessageReader messages,
        Channel channel,
        HistoryQuery query,
        Guid caller,
        CancellationToken cancellationToken
    )
    {
        var found = query.AfterSeq is { } after
            ? await messages.AfterAsync(channel.Id, after, query.Limit + 1, caller, cancellationToken)
            : await messages.BeforeAsync(channel.Id, query.BeforeSeq ?? long.MaxValue, query.Limit + 1, caller, cancellationToken);
        return MessagePage.Of(found, query.Limit, query.AfterSeq is not null, channel.LastSeq);
    }

    /// <summary>Posts for the caller, and answers with the message.</summary>
    public static async Task<
        Results<Created<MessageView>, Ok<MessageView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > PostAsync(this ChannelBatcher batcher, Guid channelId, PostMessage request, Guid caller, MessageReader messages, string what)
    {
        var result = await batcher.PostAsync(
            channelId,
            new MessageDraft(caller, request.ClientId, request.Content ?? "", request.ReplyTo, [.. (request.Attachments ?? []).Distinct()])
            {
                ChannelKind = what == "thread" ? ChannelKind.Thread : null,
            }
        );
        return result.Outcome switch
        {
            PostOutcome.Posted => TypedResults.Created(
                $"/api/v1/messages/{result.Message!.Id}",
                await ForAuthorAsync(result.View!, messages)
            ),
            PostOutcome.Repeated => TypedResults.Ok(await messages.FindAsync(result.Message!.Id, caller)),
            // A person who cannot be written to does not exist, and the reason is not given: a block must look like a deleted account.
            PostOutcome.Refused when what == "person" && result.Refusal == WriteRefusal.NotReachable => throw ChannelAccess.NoSuch(what),
            PostOutcome.Refused => ChannelAccess.Refuse(result.Refusal!.Value),
            PostOutcome.NoSuchReply => Problem.Invalid("reply_to", FaultCode.DoesNotExist, "must be a message of this channel"),
            PostOutcome.NoSuchAttachment => Problem.Invalid(
                "attachments",
                FaultCode.DoesNotExist,
                "must be files that you uploaded and have not sent yet"
            ),
            PostOutcome.OtherContent => Problem.Conflict(
                "This client_id belongs to another message of yours. Send a new client_id.",
                "client_id_taken"
            ),
            _ => throw ChannelAccess.NoSuch(what),
        };
    }

    /// <summary>
    /// A new message looks the same to its author as to all others, except for mentioned people whom the author does not see.
    /// </summary>
    private static async Task<MessageView?> ForAuthorAsync(MessageView posted, MessageReader messages) =>
        posted is { Mentions.Count: 0, ReplyTo: null } ? posted : await messages.FindAsync(posted.Id, posted.AuthorId);
}

/// <summary>A message to post.</summary>
/// <param name="Content">Markdown, 1 to 8,000 characters; may be empty if the message has an attachment.</param>
/// <param name="ReplyTo">The message of the same channel that is answered.</param>
/// <param name="Attachments">Files uploaded before, at most 10; each belongs to one message.</param>
/// <param name="ClientId">
/// Chosen by the client, unique for each message of the author in the channel. If it is sent again, it is the same message.
/// </param>
internal sealed record PostMessage(
    [property: MultiLine(AllowEmpty = true), StringLength(PostMessage.MaxLength)] string? Content = null,
    Guid? ReplyTo = null,
    [property: MaxLength(10)] IReadOnlyList<Guid>? Attachments = null,
    [property: SingleLine, StringLength(100, MinimumLength = 1)] string? ClientId = null
) : IHasExample<PostMessage>, IHasRules<PostMessage>
{
    public const int MaxLength = 8_000;

    public static readonly Fault Empty = new(FaultCode.Blank, "must not be empty unless something is attached");

    public static PostMessage Example => new("See you at **seven**, @omar", ClientId: "8f14e45f");

    public static RequestRules<PostMessage> Rules { get; } =
        new RequestRules<PostMessage>().Add(
            nameof(Content),
            message => !VisibleText.IsVisible(message.Content ?? "") && message.Attachments is not { Count: > 0 } ? Empty : null,
            nameof(Attachments)
        );
}

/// <summary>A part of a channel's history.</summary>
/// <param name="BeforeSeq">
/// Only messages with a lower number, the last of them. Without this and after_seq: the channel's last messages.
/// </param>
/// <param name="AfterSeq">Only messages with a higher number, the first of them.</param>
/// <param name="Limit">How many messages at most, 1 to 100.</param>
internal sealed record HistoryQuery(
    [property: FromQuery(Name = "before_seq"), Range(1, long.MaxValue)] long? BeforeSeq = null,
    [property: FromQuery(Name = "after_seq"), Range(0, long.MaxValue)] long? AfterSeq = null,
    [property: FromQuery(Name = "limit"), Range(1, 100)] int Limit = 50
) : IHasRules<HistoryQuery>
{
    public static RequestRules<HistoryQuery> Rules { get; } =
        new RequestRules<HistoryQuery>().Add(
            nameof(AfterSeq),
            query =>
                query is { BeforeSeq: not null, AfterSeq: not null }
                    ? new(FaultCode.OnlyOne, "must not be sent together with before_seq")
                    : null,
            nameof(BeforeSeq)
        );
}

/// <summary>A part of the answers to a message.</summary>
/// <param name="AfterSeq">Only answers with a higher number.</param>
/// <param name="Limit">How many messages at most, 1 to 100.</param>
internal sealed record RepliesQuery(
    [property: FromQuery(Name = "after_seq"), Range(0, long.MaxValue)] long AfterSeq = 0,
    [property: FromQuery(Name = "limit"), Range(1, 100)] int Limit = 50
);

/// <summary>A piece of a channel, in the order of the numbers.</summary>
/// <param name="Items">The messages.</param>
/// <param name="NextCursor">The before_seq (or after_seq, if the request had one) of the next part; null at the end.</param>
/// <param name="LastSeq">The number of the channel's last message.</param>
internal sealed record MessagePage(IReadOnlyList<MessageView> Items, string? NextCursor, long? LastSeq) : IHasExample<MessagePage>
{
    public static MessagePage Example => new([MessageView.Example], "42", 57);

    /// <summary>Makes a page from messages that were read with one more than asked for.</summary>
    public static MessagePage Of(List<MessageView> found, int limit, bool isForward, long? lastSeq)
    {
        if (found.Count <= limit)
        {
            return new(found, null, lastSeq);
        }

        var items = isForward ? found[..limit] : found[^limit..];
        var next = isForward ? items[^1].Seq : items[0].Seq;
        return new(items, next.ToString(System.Globalization.CultureInfo.InvariantCulture), lastSeq);
    }
}
