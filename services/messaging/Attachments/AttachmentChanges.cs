using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Messaging.Realtime;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Attachments;

/// <summary>Changes the alternative text of a file, before and after it was sent.</summary>
internal static class AttachmentChanges
{
    public static void MapChanges(RouteGroupBuilder attachments) =>
        attachments.MapPatch("/{id:guid}", ChangeAsync).WithName("attachment_change");

    /// <summary>Changes the alternative text of a file of the caller.</summary>
    /// <remarks>Of a message that is sent already, its readers get the change as <c>message_updated</c>.</remarks>
    /// <param name="id">The attachment's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<Results<Ok<AttachmentView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ChangeAsync(
        Guid id,
        ChangeAttachment changes,
        ClaimsPrincipal caller,
        Actors actors,
        MessagingDb db,
        MessageReader messages,
        ChannelAccess channels,
        IRealtimePublisher realtime,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        await actors.RequireAsync(me);
        var own = await db
            .Database.SqlQuery<Owned>($"SELECT message_id FROM attachments WHERE id = {id} AND user_id = {me}")
            .ToListAsync(cancellationToken);
        var message = own is [{ MessageId: { } sentIn }] ? await messages.FindAsync(sentIn, me, cancellationToken) : null;
        if (own is [] || (own[0].MessageId is not null && !await IsReadableAsync(message, channels, me)))
        {
            throw ChannelAccess.NoSuch("attachment");
        }

        return await db.InTransactionAsync<Results<Ok<AttachmentView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            // The message's row has a copy of the text, and is locked first, as where a message is deleted.
            await db.Database.ExecuteSqlAsync(
                $"SELECT FROM messages WHERE id = (SELECT message_id FROM attachments WHERE id = {id}) FOR NO KEY UPDATE"
            );
            var changed = await db
                .Database.SqlQuery<AttachmentView>(
                    $"""
                    UPDATE attachments SET alt = CASE WHEN {changes.Alt.IsSet} THEN {changes.Alt.Value}::text ELSE alt END WHERE id = {id} AND user_id = {me}
                    RETURNING id, name, content_type, byte_count, width, height, placeholder, alt
                    """
                )
                .ToListAsync();
            if (changed is not [var view])
            {
                throw ChannelAccess.NoSuch("attachment");
            }

            if (message is not null)
            {
                db.AfterCommit(() => realtime.MessageChanged(message.ChannelId, message.Id, isDeleted: false));
            }

            return TypedResults.Ok(view);
        });
    }

    private static async Task<bool> IsReadableAsync(MessageView? message, ChannelAccess channels, Guid me) =>
        message is { IsDeleted: false } && await channels.FindAsync(message.ChannelId, me) is not null;

    private sealed record Owned(Guid? MessageId);
}

/// <summary>The changes of a file.</summary>
/// <param name="Alt">The alternative text, for people who do not see the file; null: none.</param>
internal sealed record ChangeAttachment([StringLength(AltText.MaxLength), SingleLine] Optional<string?> Alt) : IHasExample<ChangeAttachment>
{
    public static ChangeAttachment Example => new("Two people play chess in a park.");
}
