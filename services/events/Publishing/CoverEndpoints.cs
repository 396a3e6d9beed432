using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Moderation;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Events.Publishing;

/// <summary>Events' covers.</summary>
internal static class CoverEndpoints
{
    public const string Folder = "covers";
    private const long MaxBytes = 10 * 1024 * 1024;

    public static void MapCovers(this IEndpointRouteBuilder events)
    {
        events
            .MapPut("/{id:guid}/image", PutAsync)
            .WithName("event_cover_put")
            .RequireOrganizer()
            .NotWhileMuted()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict))
            .TakesFile(MaxBytes, ContentType.Jpeg, ContentType.Png, ContentType.Webp, "application/octet-stream");
        events.MapDelete("/{id:guid}/image", DeleteAsync).WithName("event_cover_delete").RequireOrganizer();
        events.MapGet("/{id:guid}/image", GetAsync).WithName("event_cover_get").AllowAnonymous();
    }

    /// <summary>Sets the cover of an event of the caller's: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels.</summary>
    /// <remarks>
    /// The body is the picture, or a form with it as <c>file</c>. The content determines the format, not the name or type. Metadata, such
    /// as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25
    /// megapixels.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="alt">
    /// The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as <c>alt</c>.
    /// </param>
    private static async Task<
        Results<Ok<EventView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>
    > PutAsync(
        Guid id,
        [StringLength(AltText.MaxLength), SingleLine] string? alt,
        HttpRequest request,
        ClaimsPrincipal caller,
        EventsDb db,
        PictureStore pictures,
        TimeProvider clock
    )
    {
        // Checked before ten megabytes are read, and again when they are stored.
        await db.InTransactionAsync(async () =>
        {
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            own.RequireChangeable(clock.GetUtcNow());
            return own;
        });
        db.ChangeTracker.Clear();
        var taken = await pictures.TakeAsync(request, Folder, id, MaxBytes, alt);
        return TypedResults.Ok(await SetAsync(id, taken, caller.UserId(), db, clock));
    }

    /// <summary>Removes the cover of an event of the caller's.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    )
    {
        await SetAsync(id, taken: null, caller.UserId(), db, clock);
        return TypedResults.NoContent();
    }

    /// <summary>Shows an event's cover to callers who may see the event.</summary>
    /// <remarks>Moderators of the platform can load a reported cover by its version, even after it was replaced or removed.</remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="v">The version in <c>image_url</c>: with it the answer may be cached for a day.</param>
    /// <param name="w">
    /// The width in pixels: 64, 256 or 1024. The answer is then a WebP of at most this width; without it, the original.
    /// </param>
    private static async Task<Results<FileStreamHttpResult, BadRequestProblem, NotFoundProblem>> GetAsync(
        Guid id,
        string? v,
        [Range(PictureWidth.Small, PictureWidth.Large), AllowedValues(null, PictureWidth.Small, PictureWidth.Medium, PictureWidth.Large)]
            int? w,
        ClaimsPrincipal caller,
        HttpResponse response,
        EventsDb db,
        PictureStore pictures,
        EvidenceStore evidence
    )
    {
        var found = await db.FindVisibleAsync(id, caller.UserIdOrNull());
        if (
            v is not null
            && caller.IsModerator()
            && (found?.ImageKey is not { } now || ObjectKey.VersionOf(now) != v)
            && await evidence.FindCoverAsync(id, v) is { } kept
        )
        {
            return await pictures.ShowAsync(response, kept, v, w, isOpen: false) is { } copy ? copy : NoSuchPicture();
        }

        if (found is not { ImageKey: { } key })
        {
            return NoSuchPicture();
        }

        var isOpen =
            found is { Status: not EventStatus.Draft, Visibility: EventVisibility.Public, OrganizerHidden: false, RemovedAt: null };
        return await pictures.ShowAsync(response, key, v, w, isOpen) is { } shown ? shown : NoSuchPicture();
    }

    private static NotFoundProblem NoSuchPicture() => Problem.NotFound("There is no such picture.");

    private static Task<EventView> SetAsync(Guid id, TakenPicture? taken, Guid caller, EventsDb db, TimeProvider clock) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var own = await db.LockOwnOrRefuseAsync(id, caller);
            own.RequireChangeable(now);
            if (own.ImageKey != taken?.Key)
            {
                await db.DropAsync(own.ImageKey, now);
                (own.ImageKey, own.ImageAlt) = (taken?.Key, taken?.Alt);
                db.Changed(own, now);
                await db.SaveChangesAsync();
            }

            return await db.ViewAsync(own);
        });
}
