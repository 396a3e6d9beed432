using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Direct;

/// <summary>Direct conversations.</summary>
internal static class DirectEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var direct = api.MapGroup("/direct").WithTags("Direct").RequireAuthorization(Policies.SignedIn);
        direct.MapGet("/", ListAsync).NotStored("a conversation of two");
        direct.MapGet("/{user_id:guid}/messages", HistoryAsync).NotStored("a conversation of two");
        direct.MapPost("/{user_id:guid}/messages", PostAsync);
    }

    /// <summary>Lists the caller's conversations, the last active first.</summary>
    /// <remarks>
    /// Conversations with people who cannot be written to any more stay in the list: only the person's id is given, and nothing in the
    /// conversation counts as unread.
    /// </remarks>
    /// <param name="page">The part to list.</param>
    private static async Task<Results<Ok<CursorPage<ConversationView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        MessagingDb db,
        MessageReader messages,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        var after = page.TryGetPosition<ConversationPosition>(out var position) ? position : new(DateTimeOffset.MaxValue, Guid.Empty);
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT ch.id AS channel_id, ch.peer_id, p.username, p.full_name, p.picture_url, coalesce(p.is_bot, false) AS is_bot,
                    CASE WHEN p.id IS NULL THEN 0 ELSE greatest(ch.last_seq - coalesce(r.last_read_seq + r.own_unread, 0)
                        - CASE WHEN ch.last_seq > ch.message_count THEN unshown_after(ch.id, coalesce(r.last_read_seq, 0), {me}) ELSE 0 END, 0) END AS unread,
                    ch.last_activity_at AS last_activity
                FROM (
                    SELECT id, last_seq, message_count, last_activity_at, CASE WHEN low_id = {me} THEN high_id ELSE low_id END AS peer_id FROM channels
                    WHERE kind = 'direct' AND (low_id = {me} OR high_id = {me}) AND last_seq > 0
                        AND (last_activity_at, id) < ({after.LastActivity}, {after.ChannelId})
                    ORDER BY last_activity_at DESC, id DESC LIMIT {page.Limit + 1}) ch
                LEFT JOIN people p ON p.id = ch.peer_id AND p.profile_version > 0 AND NOT p.is_erased AND (NOT p.is_suspended OR p.suspended_until <= {now})
                    AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = {me} AND h.other_id = ch.peer_id)
                LEFT JOIN read_states r ON r.channel_id = ch.id AND r.user_id = {me}
                ORDER BY ch.last_activity_at DESC, ch.id DESC
                """
            )
            .ToListAsync(cancellationToken);
        var last = await messages.LastOfAsync([.. rows.Select(row => row.ChannelId)], me, cancellationToken);
        var views = rows.ConvertAll(row => new ConversationView(
            row.ChannelId,
            new PeerView(row.PeerId, row.Username, row.FullName, row.PictureUrl, row.IsBot),
            last.GetValueOrDefault(row.ChannelId),
            row.Unread,
            row.LastActivity
        ));
        return TypedResults.Ok(Cursor.Page(views, page, view => new ConversationPosition(view.LastActivity, view.ChannelId)));
    }

    /// <summary>Reads the conversation with a person, in the order of the message numbers.</summary>
    /// <param name="userId">The other person's id.</param>
    /// <param name="query">The part to read.</param>
    private static async Task<Results<Ok<MessagePage>, BadRequestProblem, NotFoundProblem>> HistoryAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        [AsParameters] HistoryQuery query,
        ClaimsPrincipal caller,
        Conversations conversations,
        MessageReader messages,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await conversations.FindAsync(caller.UserId(), userId) is { } channel
                ? await messages.HistoryAsync(channel, query, caller.UserId(), cancellationToken)
                : new MessagePage([], null, 0)
        );

    /// <summary>Writes to a person.</summary>
    /// <remarks>
    /// The first message begins the conversation. A user can begin 50 in a day, unless the operator says otherwise (429
    /// <c>too_many_conversations</c>); a bot answers only (403, <c>bots_do_not_begin</c>). A person who cannot be written to does not
    /// exist (404), whatever the reason, even if there is a conversation. The same <c>client_id</c> sent again is the same message (200
    /// instead of 201): a request may be repeated until it is answered.
    /// </remarks>
    /// <param name="userId">The other person's id.</param>
    /// <param name="message">The message.</param>
    private static async Task<
        Results<Created<MessageView>, Ok<MessageView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > PostAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        PostMessage message,
        ClaimsPrincipal caller,
        Conversations conversations,
        ChannelBatcher batcher,
        MessageReader messages
    )
    {
        var channel = await conversations.OpenAsync(caller.UserId(), userId, mayBegin: !caller.IsBot());
        return await batcher.PostAsync(channel, message, caller.UserId(), messages, "person");
    }

    private sealed record Row(
        Guid ChannelId,
        Guid PeerId,
        string? Username,
        string? FullName,
        string? PictureUrl,
        bool IsBot,
        long Unread,
        DateTimeOffset LastActivity
    );
}
