using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Reactions;

/// <summary>Emojis under messages: a user can give each emoji once.</summary>
internal static class ReactionEndpoints
{
    private const int MostEmojis = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var reactions = api.MapGroup("/messages/{id:guid}/reactions").WithTags("Reactions").RequireAuthorization(Policies.SignedIn);
        reactions.MapGet("/", ListAsync);
        reactions.MapPut("/{emoji}", AddAsync);
        reactions.MapDelete("/{emoji}", RemoveAsync);
    }

    /// <summary>Lists the reactions to a message with their users, the first reaction first.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="emoji">Only this emoji.</param>
    /// <param name="page">The part to list.</param>
    private static async Task<Results<Ok<CursorPage<ReactedView>>, BadRequestProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [FromQuery(Name = "emoji"), OneEmoji] string? emoji,
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        MessageReader messages,
        ChannelAccess channels,
        MessagingDb db,
        CancellationToken cancellationToken
    )
    {
        var requested = emoji is null ? null : Emoji.Parse(emoji);
        var me = caller.UserId();
        if ((await messages.RequireAsync(id, me, channels, cancellationToken)).IsDeleted)
        {
            return TypedResults.Ok(new CursorPage<ReactedView>([], null));
        }

        var after = page.TryGetPosition<ReactedPosition>(out var position) ? position : new(DateTimeOffset.MinValue, Guid.Empty, "");
        var rows = await db
            .Database.SqlQuery<ReactedView>(
                $"""
                SELECT r.emoji, r.user_id, p.username, p.full_name, p.picture_url,
                    r.created_at
                FROM reactions r LEFT JOIN people p ON p.id = r.user_id
                WHERE r.message_id = {id} AND ({requested}::text IS NULL OR r.emoji = {requested})
                    AND (r.created_at, r.user_id, r.emoji) > ({after.CreatedAt}, {after.UserId}, {after.Emoji})
                    AND r.user_id <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = {me}))
                ORDER BY r.created_at, r.user_id, r.emoji LIMIT {page.Limit + 1}
                """
            )
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(rows, page, row => new ReactedPosition(row.CreatedAt, row.UserId, row.Emoji)));
    }

    /// <summary>Reacts to a message with an emoji. Repeating it changes nothing.</summary>
    /// <remarks>
    /// Users who may write in the channel may react. A message takes 20 different emojis at most (409 <c>too_many_emojis</c>).
    /// </remarks>
    /// <param name="id">The message's id.</param>
    /// <param name="emoji">The emoji itself, percent-encoded.</param>
    private static async Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> AddAsync(
        Guid id,
        [OneEmoji] string emoji,
        ClaimsPrincipal caller,
        MessageReader messages,
        ChannelAccess channels,
        MessagingDb db,
        IRealtimePublisher realtime,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var given = Emoji.Parse(emoji)!;
        var (me, message, refusal) = await FindAsync(id, caller, messages, channels, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        return await db.InTransactionAsync<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(
            async () =>
            {
                // Reactions to one message go one after the other, and none is added to a message that is being deleted.
                var locked = await db
                    .Database.SqlQuery<bool>(
                        $"""
                        SELECT deleted_at IS NULL AS "Value" FROM messages WHERE id = {id} FOR NO KEY UPDATE
                        """
                    )
                    .ToListAsync();
                if (!locked.Contains(true))
                {
                    throw ChannelAccess.NoSuch("message");
                }

                var now = clock.GetKeptNow();
                var added = await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO reactions (message_id, user_id, emoji, created_at)
                    SELECT {id}, {me}, {given}, {now}
                    WHERE (SELECT count(DISTINCT emoji) FROM reactions WHERE message_id = {id} AND emoji <> {given}) < {MostEmojis}
                    ON CONFLICT DO NOTHING
                    """
                );
                if (added > 0)
                {
                    db.AfterCommit(() => realtime.ReactionChanged(message.ChannelId, id, given, me, isAdded: true));
                    return TypedResults.NoContent();
                }

                var isThere = await db
                    .Database.SqlQuery<bool>(
                        $"""
                        SELECT EXISTS (SELECT FROM reactions WHERE message_id = {id} AND user_id = {me} AND emoji = {given}) AS "Value"
                        """
                    )
                    .SingleAsync();
                return isThere
                    ? TypedResults.NoContent()
                    : Problem.Conflict($"A message can have at most {MostEmojis} different emojis.", "too_many_emojis");
            }
        );
    }

    /// <summary>Takes a reaction back. If there is none, nothing changes.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="emoji">The emoji itself, percent-encoded.</param>
    private static async Task<Results<NoContent, BadRequestProblem, NotFoundProblem>> RemoveAsync(
        Guid id,
        [OneEmoji] string emoji,
        ClaimsPrincipal caller,
        MessageReader messages,
        ChannelAccess channels,
        MessagingDb db,
        IRealtimePublisher realtime,
        CancellationToken cancellationToken
    )
    {
        var given = Emoji.Parse(emoji)!;
        // A user who may no longer write can still take their own reaction back.
        var (me, message, _) = await FindAsync(id, caller, messages, channels, cancellationToken);
        await db.InTransactionAsync(async () =>
        {
            // Locks the message first, as everywhere: its row has the count.
            await db.Database.ExecuteSqlAsync($"SELECT FROM messages WHERE id = {id} FOR NO KEY UPDATE");
            if (
                await db.Database.ExecuteSqlAsync($"DELETE FROM reactions WHERE message_id = {id} AND user_id = {me} AND emoji = {given}")
                > 0
            )
            {
                db.AfterCommit(() => realtime.ReactionChanged(message.ChannelId, id, given, me, isAdded: false));
            }
        });
        return TypedResults.NoContent();
    }

    private static async Task<(Guid Me, MessageView Message, ForbiddenProblem? Refusal)> FindAsync(
        Guid id,
        ClaimsPrincipal caller,
        MessageReader messages,
        ChannelAccess channels,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var message = await messages.FindAsync(id, me, cancellationToken) ?? throw ChannelAccess.NoSuch("message");
        var found = await channels.RequireAsync(message.ChannelId, me, "message");
        return message.IsDeleted
            ? throw ChannelAccess.NoSuch("message")
            : (me, message, found.Rights.Refusal is { } refusal ? ChannelAccess.Refuse(refusal) : null);
    }
}

/// <summary>A user's reaction.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="Username">The handle; null: the account is gone.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">Where the picture is served, relative to the gateway.</param>
/// <param name="CreatedAt">When the user reacted.</param>
internal sealed record ReactedView(
    string Emoji,
    Guid UserId,
    string? Username,
    string? FullName,
    string? PictureUrl,
    DateTimeOffset CreatedAt
) : IHasExample<ReactedView>
{
    public static ReactedView Example =>
        new("👍", AuthorView.Example.Id, "maya", "Maya Haddad", null, new DateTimeOffset(2026, 11, 21, 8, 32, 0, TimeSpan.Zero));
}

/// <summary>The position where a list of reactions continues.</summary>
internal sealed record ReactedPosition(DateTimeOffset CreatedAt, Guid UserId, string Emoji);
