using System.Security.Claims;
using Community.Events.Data;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Community.Events.Publishing;

/// <summary>Events' covers.</summary>
internal static class CoverEndpoints
{
    public const string Folder = "covers";
    private const long MaxBytes = 10 * 1024 * 1024;
    private const long MaxMultipartOverhead = 16 * 1024;

    public static void MapCovers(this IEndpointRouteBuilder events)
    {
        events.MapPut("/{id:guid}/image", PutAsync).WithName("event_cover_put").RequireOrganizer()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict))
            .Accepts<IFormFile>("multipart/form-data", ContentType.Jpeg, ContentType.Png, ContentType.Webp, "application/octet-stream");
        events.MapDelete("/{id:guid}/image", DeleteAsync).WithName("event_cover_delete").RequireOrganizer();
        events.MapGet("/{id:guid}/image", GetAsync).WithName("event_cover_get").AllowAnonymous();
    }

    /// <summary>Sets the cover of an event of the caller's: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels.</summary>
    /// <remarks>
    /// The body is the picture, or a form with it as <c>file</c>. What it is shows its content, whatever its name or type says.
    /// Metadata, such as where it was taken, is removed.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<EventView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>> PutAsync(
        Guid id, HttpRequest request, ClaimsPrincipal caller, EventsDb db, NpgsqlDataSource database, IObjectStore store,
        TimeProvider clock)
    {
        // Asked before ten megabytes are read, and again when they are stored.
        await db.InTransactionAsync(async () =>
        {
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            own.RequireChangeable(clock.GetUtcNow());
            return own;
        });
        db.ChangeTracker.Clear();
        if (request.ContentLength > MaxBytes + MaxMultipartOverhead)
        {
            return Problem.PayloadTooLarge(MaxBytes);
        }

        if (await ImageUpload.OpenAsync(request) is not { } upload)
        {
            return Problem.Invalid("file", "is required");
        }

        if (!await upload.IsTakenAsync())
        {
            return Problem.UnsupportedMediaType("The picture must be a JPEG, PNG or WebP.");
        }

        await database.ExpectUploadAsync(ObjectKey.PrefixOf(Folder, id), clock.GetUtcNow());
        try
        {
            var stored = await store.PutImageAsync(Folder, id, upload.Content, MaxBytes);
            return TypedResults.Ok(await SetAsync(id, stored.Stored.Key, caller.UserId(), db, clock));
        }
        catch (InvalidImageException invalid)
        {
            return Problem.Invalid("file", $"is not a picture that can be taken: {invalid.Message}");
        }
        catch (ObjectStoreException failed) when (failed.Failure == ObjectStoreFailure.TooLarge)
        {
            return Problem.PayloadTooLarge(MaxBytes);
        }
        catch (ObjectStoreException failed) when (failed.Failure is ObjectStoreFailure.Unavailable or ObjectStoreFailure.Full)
        {
            throw Problem.ServiceUnavailable(TimeSpan.FromSeconds(10), "Pictures cannot be stored for the moment.").ToException();
        }
    }

    /// <summary>Removes the cover of an event of the caller's.</summary>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeleteAsync(
        Guid id, ClaimsPrincipal caller, EventsDb db, TimeProvider clock)
    {
        await SetAsync(id, key: null, caller.UserId(), db, clock);
        return TypedResults.NoContent();
    }

    /// <summary>Shows an event's cover to whoever may see the event.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="v">The version in <c>image_url</c>: with it the answer may be kept for a day.</param>
    private static async Task<Results<FileStreamHttpResult, NotFoundProblem>> GetAsync(
        Guid id, string? v, ClaimsPrincipal caller, HttpResponse response, EventsDb db, IObjectStore store)
    {
        if (await db.FindVisibleAsync(id, caller.UserIdOrNull()) is not { ImageKey: { } key } found || await store.GetAsync(key) is not { } picture)
        {
            return Problem.NotFound("There is no such picture.");
        }

        // What not everybody may see must not be kept where others ask, too.
        var isOpen = found is { Status: not EventStatus.Draft, Visibility: EventVisibility.Public, OrganizerHidden: false, RemovedAt: null };
        var isVersion = v == EventView.ImageVersionOf(key);
        response.RegisterForDisposeAsync(picture);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = $"{(isOpen ? "public" : "private")}, {(isVersion ? "max-age=86400, immutable" : "no-cache")}";
        return TypedResults.Stream(picture.Content, picture.About.ContentType, entityTag: new EntityTagHeaderValue($"\"{picture.About.ETag}\""));
    }

    private static Task<EventView> SetAsync(Guid id, string? key, Guid caller, EventsDb db, TimeProvider clock) => db.InTransactionAsync(async () =>
    {
        var now = clock.GetUtcNow();
        var own = await db.LockOwnOrRefuseAsync(id, caller);
        own.RequireChangeable(now);
        if (own.ImageKey != key)
        {
            await db.DropAsync(own.ImageKey, now);
            own.ImageKey = key;
            db.Changed(own, now);
            await db.SaveChangesAsync();
        }

        return await db.ViewAsync(own);
    });
}
