using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Messaging.Uploads;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Community.Platform.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Community.Messaging.Attachments;

/// <summary>Files: a client uploads them first; a message then refers to them.</summary>
internal static class AttachmentEndpoints
{
    private const long MaxMultipartOverhead = 32 * 1024;
    private const int MaxName = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        var attachments = api.MapGroup("/attachments").WithTags("Attachments").RequireAuthorization(Policies.SignedIn);
        attachments
            .MapPost("/", UploadAsync)
            .Idempotent()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict))
            .TakesFile(
                AttachmentIntake.MaxBytes,
                "application/octet-stream",
                ContentType.Jpeg,
                ContentType.Png,
                ContentType.Webp,
                ContentType.Gif,
                ContentType.Pdf,
                "text/plain"
            );
        attachments.MapGet("/{id:guid}", DownloadAsync);
        AttachmentChanges.MapChanges(attachments);
        api.MapAttachmentLinks();
    }

    /// <summary>Uploads a file for a message: a picture, PDF, plain text, sound or film of at most 25 MB.</summary>
    /// <remarks>
    /// The body is the file, or a form with it as <c>file</c>. The type is found by the content; the declared name and type do not count.
    /// Metadata, such as where a picture was taken, is removed from pictures. Until a message refers to the file, only its uploader can
    /// load it; after a day without a message it is deleted. At most 100 files wait for a message (409 <c>too_many_attachments</c>). A user
    /// uploads at most 1 GiB a day (429 <c>upload_quota</c>) and stores at most 20 GiB (409 <c>storage_full</c>), unless the operator sets
    /// other limits. Files on a bad connection are uploaded in parts: POST /attachments/uploads.
    /// </remarks>
    /// <param name="name">The file's name, where the body is the file itself.</param>
    /// <param name="alt">
    /// The alternative text, for people who cannot see the file, where the body is the file itself; a form has it as <c>alt</c>.
    /// </param>
    private static async Task<
        Results<Created<AttachmentView>, BadRequestProblem, ForbiddenProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>
    > UploadAsync(
        [FromQuery(Name = "name")] string? name,
        [StringLength(AltText.MaxLength), SingleLine] string? alt,
        HttpRequest request,
        ClaimsPrincipal caller,
        Actors actors,
        MessagingDb db,
        AttachmentIntake intake,
        UploadQuota quota,
        TimeProvider clock
    )
    {
        // Checked before twenty-five megabytes are read.
        var me = caller.UserId();
        await actors.RequireAsync(me);
        await db.RequireRoomAsync(me);
        if (request.ContentLength > AttachmentIntake.MaxBytes + MaxMultipartOverhead)
        {
            return Problem.PayloadTooLarge(AttachmentIntake.MaxBytes);
        }

        await quota.RequireAsync(me, Math.Max((request.ContentLength ?? 0) - MaxMultipartOverhead, 1));
        if (
            await ImageUpload.OpenAsync(request) is not { } upload
            || await upload.HeadAsync(FileTypes.BytesNeeded) is not { Length: > 0 } head
        )
        {
            return Problem.Invalid("file", Fault.Required);
        }

        var type = AttachmentIntake.RequireType(head);
        intake.RequireRoom(type, request.Body);
        upload.CheckAlt(alt);
        var view = await intake.StoreAsync(
            me,
            type,
            upload.Content,
            async (stored, picture) =>
            {
                var file = new NewAttachment(stored, picture, Clean(upload.FileName ?? name, type), await upload.AltAsync(alt));
                return await db.InTransactionAsync(async () =>
                {
                    await db.LockUploadsAsync(me);
                    await db.RequireRoomAsync(me);
                    await quota.ChargeAsync(me, stored.Length);
                    return await db.AddAttachmentAsync(me, file, clock.GetUtcNow());
                });
            }
        );
        return TypedResults.Created(view.Url, view);
    }

    /// <summary>Serves a file to users who may read its message. Without a message yet, only its uploader gets it.</summary>
    /// <remarks>
    /// Moderators of the platform can load the files of reported messages, also after the author has deleted the message. A part of the
    /// file can be asked for (<c>Range</c>: 206, or 416).
    /// </remarks>
    /// <param name="id">The attachment's id.</param>
    /// <param name="w">
    /// The width in pixels: 64, 256 or 1024. A picture is then a WebP of at most this width; other files stay as they are.
    /// </param>
    private static async Task<Results<FileStreamHttpResult, BadRequestProblem, NotFoundProblem>> DownloadAsync(
        Guid id,
        [Range(PictureWidth.Small, PictureWidth.Large), AllowedValues(null, PictureWidth.Small, PictureWidth.Medium, PictureWidth.Large)]
            int? w,
        ClaimsPrincipal caller,
        HttpResponse response,
        MessagingDb db,
        MessageReader messages,
        ChannelAccess channels,
        ImageStore store,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var found = (
            await db
                .Database.SqlQuery<Row>(
                    $"""
                    SELECT user_id, object_key, name, message_id FROM attachments WHERE id = {id}
                    """
                )
                .ToListAsync(cancellationToken)
        ).SingleOrDefault();
        if (found is null && caller.IsModerator())
        {
            // The message was deleted after it was reported.
            found = (
                await db
                    .Database.SqlQuery<Row>(
                        $"""
                        SELECT e.author_id AS user_id, f.object_key, f.name, f.content_id AS message_id
                        FROM evidence_files f JOIN evidence e ON e.content_type = f.content_type AND e.content_id = f.content_id AND e.message_id = f.content_id
                        WHERE f.attachment_id = {id} AND e.author_id <> {me} LIMIT 1
                        """
                    )
                    .ToListAsync(cancellationToken)
            ).SingleOrDefault();
            if (found is not null)
            {
                return await ServeAsync(found.ObjectKey, found.Name, w, response, store);
            }
        }

        if (found is null)
        {
            throw ChannelAccess.NoSuch("attachment");
        }

        if (found.MessageId is { } messageId)
        {
            // A message that is only a tombstone to this caller has no file for them either.
            if (
                !(caller.IsModerator() && await messages.FindForModeratorAsync(messageId, me, cancellationToken) is not null)
                && (
                    await messages.FindAsync(messageId, me, cancellationToken) is not { IsDeleted: false } message
                    || await channels.FindAsync(message.ChannelId, me) is null
                )
            )
            {
                throw ChannelAccess.NoSuch("attachment");
            }
        }
        else if (found.UserId != me)
        {
            throw ChannelAccess.NoSuch("attachment");
        }

        return await ServeAsync(found.ObjectKey, found.Name, w, response, store);
    }

    /// <summary>The file, or a part of it (Range), with its headers.</summary>
    internal static async Task<FileStreamHttpResult> ServeAsync(
        string objectKey,
        string name,
        int? width,
        HttpResponse response,
        ImageStore store
    )
    {
        var file = await store.OpenAsync(objectKey, width, response.HttpContext.Request) ?? throw ChannelAccess.NoSuch("attachment");
        response.RegisterForDisposeAsync(file);
        var disposition = new ContentDispositionHeaderValue(FileTypes.IsShown(file.About.ContentType) ? "inline" : "attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        // A file never changes, but the right to it may end.
        response.Headers.CacheControl = "private, max-age=300";
        return TypedResults.Stream(
            file.Content,
            file.About.ContentType,
            entityTag: file.EntityTag,
            enableRangeProcessing: file.Content.CanSeek
        );
    }

    /// <summary>Makes a name that is one line without a path, with a file ending of this type.</summary>
    internal static string Clean(string? name, string type)
    {
        var text = CleanText(name);
        var extension = "." + FileTypes.ExtensionOf(type);
        var stem = Path.GetFileNameWithoutExtension(text) is { Length: > 0 } given ? given : "file";
        return text.Length is > 0 and <= MaxName && IsOf(type, Path.GetExtension(text))
            ? text
            : Shortened(stem, MaxName - extension.Length) + extension;
    }

    /// <summary>Makes a name that is one line without a path.</summary>
    internal static string CleanText(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1].Normalized(NormalizationForm.FormC);
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // Leaves out control and format characters (format characters can reverse the displayed text), and characters that mean
            // something to file systems and shells.
            if (
                Rune.GetUnicodeCategory(rune)
                    is not (
                        System.Globalization.UnicodeCategory.Control
                        or System.Globalization.UnicodeCategory.Format
                        or System.Globalization.UnicodeCategory.LineSeparator
                        or System.Globalization.UnicodeCategory.ParagraphSeparator
                        or System.Globalization.UnicodeCategory.PrivateUse
                        or System.Globalization.UnicodeCategory.OtherNotAssigned
                    )
                && !"<>:\"|?*".Contains((char)(rune.Value & 0xffff), StringComparison.Ordinal)
                && rune != Rune.ReplacementChar
            )
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().Trim(' ', '.');
    }

    private static string Shortened(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    // Plain text has many file endings. All are accepted but those of pages and scripts that a desktop would run.
    private static bool IsOf(string type, string extension) =>
        type == FileTypes.PlainText
            ? extension.ToLowerInvariant()
                is ".txt"
                    or ".md"
                    or ".csv"
                    or ".log"
                    or ".json"
                    or ".xml"
                    or ".yaml"
                    or ".yml"
                    or ".ics"
                    or ".vcf"
                    or ".tex"
                    or ".srt"
            : extension.Equals("." + FileTypes.ExtensionOf(type), StringComparison.OrdinalIgnoreCase)
                || (type == ContentType.Jpeg && extension.Equals(".jpeg", StringComparison.OrdinalIgnoreCase));

    private sealed record Row(Guid UserId, string ObjectKey, string Name, Guid? MessageId);
}
