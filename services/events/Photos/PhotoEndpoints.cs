using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Events.Data;
using Community.Events.Moderation;
using Community.Events.Publishing;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Photos;

/// <summary>
/// An event's photos. All users who may see the event see them. The uploader, the organizer and moderators can delete them.
/// </summary>
internal static class PhotoEndpoints
{
    private const string NoSuchPhoto = "There is no such photo.";

    public static void Map(IEndpointRouteBuilder api)
    {
        var photos = api.MapGroup("/events/{id:guid}/photos").WithTags("Photos");
        photos.MapGet("/", ListAsync).WithName("photos_list").AllowAnonymous();
        photos.MapGet("/{photo_id:guid}", GetAsync).WithName("photo_get").AllowAnonymous();
        photos.MapDelete("/{photo_id:guid}", DeleteAsync).WithName("photo_delete").RequireSignedIn();
        photos
            .MapPost("/", PhotoUpload.PostAsync)
            .WithName("photo_upload")
            .RequireSignedIn()
            .Idempotent()
            .NotWhileMuted()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict))
            .TakesFile(PhotoUpload.MaxBytes, ContentType.Jpeg, ContentType.Png, ContentType.Webp, "application/octet-stream");
    }

    /// <summary>Lists an event's photos, the newest first.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<CursorPage<PhotoView>>, BadRequestProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        EventsDb db,
        CancellationToken cancellationToken
    )
    {
        if (await db.FindVisibleAsync(id, caller.UserIdOrNull()) is null)
        {
            return OwnEvents.NoSuchEvent();
        }

        var photos = db.Photos.AsNoTracking().Where(photo => photo.EventId == id);
        if (caller.UserIdOrNull() is { } me)
        {
            photos = photos.Where(photo =>
                !db.Blocks.Any(block =>
                    block.IsBlocked
                    && (
                        (block.BlockerId == me && block.BlockedId == photo.UserId)
                        || (block.BlockerId == photo.UserId && block.BlockedId == me)
                    )
                )
            );
        }

        if (query.TryGetPosition<PhotoPosition>(out var after))
        {
            photos = photos.Where(photo =>
                photo.CreatedAt < after.CreatedAt || (photo.CreatedAt == after.CreatedAt && photo.Id > after.Id)
            );
        }

        var views = await (
            from photo in photos.OrderByDescending(photo => photo.CreatedAt).ThenBy(photo => photo.Id).Take(query.Limit + 1)
            join person in db.People on photo.UserId equals person.Id into people
            from uploader in people.DefaultIfEmpty()
            orderby photo.CreatedAt descending, photo.Id
            select PhotoView.Of(photo, uploader.Username, uploader.FullName)
        ).ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(views, query, view => new PhotoPosition(view.CreatedAt, view.Id)));
    }

    /// <summary>Shows a photo to users who may see the event.</summary>
    /// <remarks>Moderators of the platform can load every reported photo, even after it was deleted.</remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="photoId">The photo's id.</param>
    /// <param name="w">
    /// The width in pixels: 64, 256 or 1024. The answer is then a WebP of at most this width; without it, the original.
    /// </param>
    private static async Task<Results<FileStreamHttpResult, BadRequestProblem, NotFoundProblem>> GetAsync(
        Guid id,
        [FromRoute(Name = "photo_id")] Guid photoId,
        [Range(PictureWidth.Small, PictureWidth.Large), AllowedValues(null, PictureWidth.Small, PictureWidth.Medium, PictureWidth.Large)]
            int? w,
        ClaimsPrincipal caller,
        HttpResponse response,
        EventsDb db,
        EvidenceStore evidence,
        ImageStore store
    )
    {
        var found = await db.FindVisibleAsync(id, caller.UserIdOrNull());
        var seen = found is null
            ? null
            : await db
                .Photos.Where(photo => photo.Id == photoId && photo.EventId == id)
                .Select(photo => photo.ObjectKey)
                .SingleOrDefaultAsync();
        var key = seen ?? (caller.IsModerator() ? await evidence.FindPictureAsync(photoId) : null);
        if (key is null || await store.OpenAsync(key, w, response.HttpContext.Request) is not { } picture)
        {
            return Problem.NotFound(NoSuchPhoto);
        }

        // A photo never changes. A photo that is not visible to all must not be stored in shared caches.
        var isOpen =
            seen is not null
            && found is { Status: not EventStatus.Draft, Visibility: EventVisibility.Public, OrganizerHidden: false, RemovedAt: null };
        response.RegisterForDisposeAsync(picture);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = $"{(isOpen ? "public" : "private")}, max-age=86400, immutable";
        return TypedResults.Stream(picture.Content, picture.About.ContentType, entityTag: picture.EntityTag);
    }

    /// <summary>Deletes a photo: the caller's own, one of an event of the caller's, or any as a moderator.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="photoId">The photo's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> DeleteAsync(
        Guid id,
        [FromRoute(Name = "photo_id")] Guid photoId,
        ClaimsPrincipal caller,
        EventsDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            var me = caller.UserId();
            if (
                await db.Photos.AsNoTracking().SingleOrDefaultAsync(photo => photo.Id == photoId && photo.EventId == id) is not { } found
                || await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id) is not { } communityEvent
            )
            {
                return Problem.NotFound(NoSuchPhoto);
            }

            if (found.UserId != me && communityEvent.OrganizerId != me && !caller.IsModerator())
            {
                return await db.MaySeeAsync(communityEvent, me)
                    ? Problem.Forbidden("This photo belongs to another user. Only its author and the organizer can delete it.")
                    : Problem.NotFound(NoSuchPhoto);
            }

            await db.RemovePhotoAsync(photoId, clock.GetUtcNow());
            return TypedResults.NoContent();
        });
}

/// <summary>The position in a list of photos.</summary>
internal sealed record PhotoPosition(DateTimeOffset CreatedAt, Guid Id);
