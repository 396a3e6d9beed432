using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Messaging.Reading;

/// <summary>Read and unread messages.</summary>
internal static class ReadingEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/messages/unread", UnreadAsync).WithTags("Reading").RequireSignedIn();
        api.MapPost("/messages/{id:guid}/unread", MarkUnreadAsync).WithTags("Reading").RequireSignedIn();
        api.MapPut("/channels/{id:guid}/read", MarkReadAsync).WithTags("Reading").RequireSignedIn();
    }

    /// <summary>
    /// Counts the caller's unread messages: in conversations, and in the threads and event chats that the caller wrote in or opened once.
    /// </summary>
    /// <remarks>
    /// Opened means: marked as read. A thread that the caller never opened is not counted; the list of threads has its <c>unread</c>. The
    /// caller's own messages never count, and neither do deleted ones. A channel that the caller muted (its level is <c>none</c>, or it is
    /// muted for a while) is in the list but not in the total.
    /// </remarks>
    private static async Task<Ok<UnreadView>> UnreadAsync(
        ClaimsPrincipal caller,
        ReadStates states,
        ChannelSummaries summaries,
        CancellationToken cancellationToken
    )
    {
        var counts = await states.UnreadAsync(caller.UserId(), cancellationToken);
        var known = await summaries.FindAsync([.. counts.Select(count => count.ChannelId)], caller.UserId(), cancellationToken);
        var channels = counts.ConvertAll(count => new ChannelUnread(
            count.ChannelId,
            count.Unread,
            count.IsMuted,
            known.GetValueOrDefault(count.ChannelId)
        ));
        return TypedResults.Ok(new UnreadView(channels.Where(channel => !channel.IsMuted).Sum(channel => channel.Unread), channels));
    }

    /// <summary>Marks a channel as read up to a number. The number never goes back.</summary>
    /// <param name="id">The channel's id: a thread's, a conversation's or an event chat's.</param>
    /// <param name="read">The number.</param>
    private static async Task<Results<Ok<ReadStateView>, BadRequestProblem, NotFoundProblem>> MarkReadAsync(
        Guid id,
        MarkRead? read,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ReadStates states
    )
    {
        await channels.RequireAsync(id, caller.UserId(), "channel");
        return TypedResults.Ok(await states.MarkReadAsync(caller.UserId(), id, read?.Seq));
    }

    /// <summary>Marks a message, and all after it, as unread. Repeating it changes nothing.</summary>
    /// <param name="id">The message's id.</param>
    private static async Task<Results<Ok<ReadStateView>, NotFoundProblem>> MarkUnreadAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessageReader messages,
        ReadStates states,
        CancellationToken cancellationToken
    )
    {
        var message = await messages.RequireAsync(id, caller.UserId(), channels, cancellationToken);
        return TypedResults.Ok(await states.MarkUnreadAsync(caller.UserId(), message.ChannelId, message.Seq));
    }
}

/// <summary>A position in a channel up to which it is read.</summary>
/// <param name="Seq">A message's number; null: to the end.</param>
internal sealed record MarkRead([property: Range(0, long.MaxValue)] long? Seq = null) : IHasExample<MarkRead>
{
    public static MarkRead Example => new(42);
}

/// <summary>A user's unread messages.</summary>
/// <param name="Total">Messages in all channels that the caller did not mute.</param>
/// <param name="Channels">The channels with unread messages, the last active first.</param>
internal sealed record UnreadView(long Total, IReadOnlyList<ChannelUnread> Channels) : IHasExample<UnreadView>
{
    public static UnreadView Example => new(2, [ChannelUnread.Example]);
}

/// <summary>A user's unread messages in a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Unread">The number of unread messages.</param>
/// <param name="IsMuted">Whether the caller muted the channel: it is not in the total then.</param>
/// <param name="Channel">The channel; null: it was deleted a moment ago.</param>
internal sealed record ChannelUnread(Guid ChannelId, long Unread, bool IsMuted, ChannelSummaryView? Channel) : IHasExample<ChannelUnread>
{
    public static ChannelUnread Example => new(MessageView.Example.ChannelId, 2, IsMuted: false, ChannelSummaryView.Example);
}

/// <summary>How far a user has read a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="LastReadSeq">The number of the last message that the user has read; 0: none.</param>
/// <param name="Unread">Messages after it, without the user's own.</param>
internal sealed record ReadStateView(Guid ChannelId, long LastReadSeq, long Unread) : IHasExample<ReadStateView>
{
    public static ReadStateView Example => new(MessageView.Example.ChannelId, 42, 0);
}
