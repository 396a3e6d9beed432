using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Encryption;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Messages;

/// <summary>Changing and deleting messages, the same for every kind of channel.</summary>
internal static class MessageChangeEndpoints
{
    public static void MapMessageChanges(this IEndpointRouteBuilder messages)
    {
        messages.MapPatch("/{id:guid}", EditAsync);
        messages.MapDelete("/{id:guid}", DeleteAsync).MayRecordAct(ModeratorActs.MessageDeleted);
        messages.MapGet("/{id:guid}/edits", EditsAsync).NotStored("shows former texts, to moderators");
    }

    /// <summary>Changes the text of a message of the caller's.</summary>
    /// <remarks>
    /// Possible for 24 hours (unless the operator says otherwise; then 409 <c>too_late</c>) and 99 times (then 409
    /// <c>too_many_changes</c>), while the caller may write there, and while no moderator decides about the message (409 <c>held</c>).
    /// Moderators can still read the former texts.
    /// </remarks>
    /// <param name="id">The message's id.</param>
    /// <param name="edit">The new text.</param>
    private static async Task<Results<Ok<MessageView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> EditAsync(
        Guid id,
        EditMessage edit,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessageReader messages,
        MessageChanges changes,
        CancellationToken cancellationToken
    )
    {
        var (me, message) = (
            caller.UserId(),
            await messages.FindAsync(id, caller.UserId(), cancellationToken) ?? throw ChannelAccess.NoSuch("message")
        );
        var found = await channels.RequireAsync(message.ChannelId, me, "message");
        if (message.AuthorId != me)
        {
            return NotYours();
        }

        if (found.Rights.Refusal is { } refusal)
        {
            return ChannelAccess.Refuse(refusal);
        }

        await changes.EditAsync(found.Channel, id, VisibleText.IsVisible(edit.Content) ? edit.Content : "");
        return TypedResults.Ok(await messages.FindAsync(id, me) ?? throw ChannelAccess.NoSuch("message"));
    }

    /// <summary>
    /// Deletes a message. Its author and the channel's moderators can. Its number stays, so that the numbers have no hole.
    /// </summary>
    /// <param name="id">The message's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessageReader messages,
        MessageChanges changes,
        CancellationToken cancellationToken
    )
    {
        var (me, message) = (
            caller.UserId(),
            await messages.FindAsync(id, caller.UserId(), cancellationToken) ?? throw ChannelAccess.NoSuch("message")
        );
        var found = await channels.RequireAsync(message.ChannelId, me, "message");
        if (message.AuthorId != me && !found.Rights.MayModerate)
        {
            return NotYours();
        }

        await changes.DeleteAsync(message.ChannelId, id, me);
        return TypedResults.NoContent();
    }

    /// <summary>Lists the texts that a message had before it was changed or deleted, the oldest first. Only moderators can.</summary>
    /// <remarks>
    /// Moderators of the platform can for threads and event chats, wherever they are. For a direct conversation, no user can.
    /// </remarks>
    /// <param name="id">The message's id.</param>
    private static async Task<Results<Ok<IReadOnlyList<EditView>>, ForbiddenProblem, NotFoundProblem>> EditsAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessagingDb db,
        TextVault vault,
        CancellationToken cancellationToken
    )
    {
        var channel =
            await db
                .Messages.Where(message => message.Id == id)
                .Join(db.Channels, message => message.ChannelId, channel => channel.Id, (_, channel) => channel)
                .AsNoTracking()
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw ChannelAccess.NoSuch("message");
        if (!caller.IsModerator() || channel.Kind == ChannelKind.Direct)
        {
            var found = await channels.RequireAsync(channel.Id, caller.UserId(), "message");
            if (!found.Rights.MayModerate)
            {
                return Problem.Forbidden(
                    "Only moderators can see earlier versions of a message. A report brings a message to them.",
                    "not_a_moderator"
                );
            }
        }

        var edits = await db
            .Database.SqlQuery<Edit>(
                $"""
                SELECT version, content, key_id, replaced_at, files::text AS files
                FROM message_edits WHERE message_id = {id} ORDER BY version
                """
            )
            .ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<EditView>>(
            edits.ConvertAll(edit => new EditView(
                edit.Version,
                vault.Open(edit.KeyId, id, TextVault.Content, edit.Content),
                edit.ReplacedAt,
                edit.Files is null ? [] : JsonSerializer.Deserialize<List<AttachmentView>>(edit.Files, ServiceJson.Options)!
            ))
        );
    }

    private sealed record Edit(long Version, string Content, string? KeyId, DateTimeOffset ReplacedAt, string? Files);

    private static ForbiddenProblem NotYours() =>
        Problem.Forbidden("This message belongs to another user. Only its author can change it.", "not_the_author");
}

/// <summary>The new text of a message.</summary>
/// <param name="Content">Markdown, 1 to 8,000 characters; may be empty if the message has an attachment.</param>
internal sealed record EditMessage([property: MultiLine(AllowEmpty = true), StringLength(PostMessage.MaxLength)] string Content)
    : IHasExample<EditMessage>
{
    public static EditMessage Example => new("See you at **eight**, @omar");
}

/// <summary>A former version of a message.</summary>
/// <param name="Version">The version of the message, from 1.</param>
/// <param name="Content">Markdown, as it was written.</param>
/// <param name="ReplacedAt">Until when the message had this text.</param>
/// <param name="Attachments">The files with their alternative texts at that time.</param>
internal sealed record EditView(long Version, string Content, DateTimeOffset ReplacedAt, IReadOnlyList<AttachmentView> Attachments)
    : IHasExample<EditView>
{
    public static EditView Example => new(1, "See you at **seven**, @omar", new DateTimeOffset(2026, 11, 21, 8, 31, 0, TimeSpan.Zero), []);
}
