using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Community.Identity.Profiles;

/// <summary>Profile pictures.</summary>
internal static class PictureEndpoints
{
    public const string Folder = "pictures";
    private const long MaxBytes = 5 * 1024 * 1024;
    private const long MaxMultipartOverhead = 16 * 1024;

    public static void MapPictures(this IEndpointRouteBuilder users)
    {
        users.MapPut("/me/picture", PutAsync).RequireSignedIn()
            .Accepts<IFormFile>("multipart/form-data", ContentType.Jpeg, ContentType.Png, ContentType.Webp, "application/octet-stream");
        users.MapDelete("/me/picture", DeleteAsync).RequireSignedIn();
        users.MapGet("/{id:guid}/picture", GetAsync).AllowAnonymous();
    }

    /// <summary>Sets the caller's picture: a JPEG, PNG or WebP of at most 5 MB and 50 megapixels.</summary>
    /// <remarks>
    /// The body is the picture, or a form with it as <c>file</c>. What it is shows its content, whatever its name or type says.
    /// Metadata, such as where it was taken, is removed.
    /// </remarks>
    private static async Task<Results<Ok<UserView>, BadRequestProblem, UnauthorizedProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>> PutAsync(
        HttpRequest request, ClaimsPrincipal caller, IdentityDb db, IObjectStore store, PictureCleanup cleanup, TimeProvider clock)
    {
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

        var userId = caller.UserId();
        await cleanup.ExpectUploadAsync(userId);
        try
        {
            var stored = await store.PutImageAsync(Folder, userId, upload.Content, MaxBytes);
            return await SetAsync(userId, stored.Stored.Key, db, clock) is { } view
                ? TypedResults.Ok(view)
                : Problem.Unauthorized("This account is gone.");
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

    /// <summary>Removes the caller's picture.</summary>
    private static async Task<NoContent> DeleteAsync(ClaimsPrincipal caller, IdentityDb db, TimeProvider clock)
    {
        await SetAsync(caller.UserId(), key: null, db, clock);
        return TypedResults.NoContent();
    }

    /// <summary>Shows somebody's picture.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="v">The version in <c>picture_url</c>: with it the answer may be kept for a day.</param>
    private static async Task<Results<FileStreamHttpResult, NotFoundProblem>> GetAsync(Guid id, string? v, HttpResponse response, IdentityDb db, IObjectStore store)
    {
        var key = await db.Users.Where(user => user.Id == id && user.ErasedAt == null).Select(user => user.PictureKey).SingleOrDefaultAsync();
        if (key is null || await store.GetAsync(key) is not { } picture)
        {
            return Problem.NotFound("There is no such picture.");
        }

        response.RegisterForDisposeAsync(picture);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = v == User.PictureVersionOf(key) ? "public, max-age=86400, immutable" : "public, no-cache";
        return TypedResults.Stream(picture.Content, picture.About.ContentType, entityTag: new EntityTagHeaderValue($"\"{picture.About.ETag}\""));
    }

    private static Task<UserView?> SetAsync(Guid userId, string? key, IdentityDb db, TimeProvider clock) => db.InTransactionAsync<UserView?>(async () =>
    {
        if (await db.LockUserAsync(userId) is not { } user)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (user.PictureKey != key)
        {
            user.PictureKey = key;
            db.PublishProfile(user, now);
            await PictureCleanup.ScheduleAsync(db, userId, now);
            await db.SaveChangesAsync();
        }

        return UserView.Of(user, now);
    });
}
