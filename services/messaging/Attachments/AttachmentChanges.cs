using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.People;
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
    /// <remarks>
    /// Of a message that is sent already, its readers get the change as <c>message_updated</c>. It is a change of the message, and possible
    /// as long as one of its text: for 24 hours (unless the operator says otherwise; then 409 <c>too_late</c>) and 99 times (then 409
    /// <c>too_many_changes</c>), while the caller may write there, and while no moderator decides about the message (409 <c>held</c>).
    /// </remarks>
    /// <param name="id">The attachment's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<
        Results<Ok<AttachmentView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > ChangeAsync(
        Guid id,
        ChangeAttachment changes,
        ClaimsPrincipal caller,
        Actors actors,
        MessagingDb db,
        MessageReader messages,
        MessageChanges messageChanges,
        ChannelAccess channels,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        await actors.RequireAsync(me);
        if (await DescribeUnsentAsync(db, id, me, changes) is { } unsent)
        {
            return TypedResults.Ok(unsent);
        }

        var own = await db
            .Database.SqlQuery<Owned>($"SELECT message_id FROM attachments WHERE id = {id} AND user_id = {me}")
            .ToListAsync(cancellationToken);
        var message = own is [{ MessageId: { } sentIn }] ? await messages.FindAsync(sentIn, me, cancellationToken) : null;
        if (message is not { IsDeleted: false } || await channels.FindAsync(message.ChannelId, me) is not { } found)
        {
            throw ChannelAccess.NoSuch("attachment");
        }

        if (changes.Alt.IsSet)
        {
            if (found.Rights.Refusal is { } refusal)
            {
                return ChannelAccess.Refuse(refusal);
            }

            await messageChanges.DescribeAsync(found.Channel, message.Id, id, changes.Alt.Value);
        }

        return TypedResults.Ok(
            await db
                .Database.SqlQuery<AttachmentView>(
                    $"SELECT id, name, content_type, byte_count, width, height, placeholder, alt FROM attachments WHERE id = {id}"
                )
                .SingleOrDefaultAsync(cancellationToken)
                ?? throw ChannelAccess.NoSuch("attachment")
        );
    }

    /// <summary>Null: it is of another person, or was sent, perhaps by a transaction for which this statement has waited.</summary>
    private static async Task<AttachmentView?> DescribeUnsentAsync(MessagingDb db, Guid id, Guid me, ChangeAttachment changes)
    {
        var changed = await db
            .Database.SqlQuery<AttachmentView>(
                $"""
                UPDATE attachments SET alt = CASE WHEN {changes.Alt.IsSet} THEN {changes.Alt.Value}::text ELSE alt END
                WHERE id = {id} AND user_id = {me} AND message_id IS NULL
                RETURNING id, name, content_type, byte_count, width, height, placeholder, alt
                """
            )
            .ToListAsync();
        return changed is [var view] ? view : null;
    }

    private sealed record Owned(Guid? MessageId);
}

/// <summary>The changes of a file.</summary>
/// <param name="Alt">The alternative text, for people who do not see the file; null: none.</param>
internal sealed record ChangeAttachment([StringLength(AltText.MaxLength), SingleLine] Optional<string?> Alt) : IHasExample<ChangeAttachment>
{
    public static ChangeAttachment Example => new("Two people play chess in a park.");
}
