using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Messaging.EventChats;

/// <summary>An event's chat.</summary>
internal static class EventChatEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var chat = api.MapGroup("/events/{id:guid}/chat/messages").WithTags("Event chat").RequireAuthorization(Policies.SignedIn);
        chat.MapGet("/", HistoryAsync);
        chat.MapPost("/", PostAsync);
    }

    /// <summary>
    /// Reads an event's chat, in the order of the message numbers. Only the organizer and users with a confirmed registration can.
    /// </summary>
    /// <param name="id">The event's id.</param>
    /// <param name="query">The part to read.</param>
    private static async Task<Results<Ok<MessagePage>, BadRequestProblem, NotFoundProblem>> HistoryAsync(
        Guid id,
        [AsParameters] HistoryQuery query,
        ClaimsPrincipal caller,
        EventChatChannels chats,
        MessageReader messages,
        CancellationToken cancellationToken
    )
    {
        var found = await chats.RequireAsync(id, caller.UserId());
        return TypedResults.Ok(await messages.HistoryAsync(found.Channel, query, caller.UserId(), cancellationToken));
    }

    /// <summary>Writes in an event's chat. Only the organizer and users with a confirmed registration can.</summary>
    /// <remarks>
    /// The same <c>client_id</c> sent again is the same message (200 instead of 201): a request may be repeated until it is answered.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="message">The message.</param>
    private static async Task<
        Results<Created<MessageView>, Ok<MessageView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > PostAsync(
        Guid id,
        PostMessage message,
        ClaimsPrincipal caller,
        EventChatChannels chats,
        ChannelBatcher batcher,
        MessageReader messages
    )
    {
        var found = await chats.RequireAsync(id, caller.UserId());
        return await batcher.PostAsync(found.Channel.Id, message, caller.UserId(), messages, "chat");
    }
}
