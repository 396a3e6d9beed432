using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Profiles;

/// <summary>Profile pictures.</summary>
internal static class PictureEndpoints
{
    public const string Folder = "pictures";
    private const long MaxBytes = 5 * 1024 * 1024;

    public static void MapPictures(this IEndpointRouteBuilder users)
    {
        users
            .MapPut("/me/picture", PutAsync)
            .RequireSignedIn()
            .TakesFile(MaxBytes, ContentType.Jpeg, ContentType.Png, ContentType.Webp, "application/octet-stream");
        users.MapDelete("/me/picture", DeleteAsync).RequireSignedIn();
        users.MapGet("/{id:guid}/picture", GetAsync).AllowAnonymous();
    }

    /// <summary>Sets the caller's picture: a JPEG, PNG or WebP of at most 5 MB and 50 megapixels.</summary>
    /// <remarks>
    /// The body is the picture, or a form with it as <c>file</c>. The content determines the format, not the name or type. Metadata, such
    /// as where it was taken, is removed.
    /// </remarks>
    private static async Task<
        Results<Ok<UserView>, BadRequestProblem, UnauthorizedProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>
    > PutAsync(HttpRequest request, ClaimsPrincipal caller, IdentityDb db, PictureStore pictures, TimeProvider clock)
    {
        var key = await pictures.TakeAsync(request, Folder, caller.UserId(), MaxBytes);
        return await SetAsync(caller.UserId(), key, db, clock) is { } view
            ? TypedResults.Ok(view)
            : Problem.Unauthorized("This account was deleted. Log in with another account.");
    }

    /// <summary>Removes the caller's picture.</summary>
    private static async Task<NoContent> DeleteAsync(ClaimsPrincipal caller, IdentityDb db, TimeProvider clock)
    {
        await SetAsync(caller.UserId(), key: null, db, clock);
        return TypedResults.NoContent();
    }

    /// <summary>Shows a user's picture.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="v">The version in <c>picture_url</c>: with it the answer may be cached for a day.</param>
    private static async Task<Results<FileStreamHttpResult, NotFoundProblem>> GetAsync(
        Guid id,
        string? v,
        HttpResponse response,
        IdentityDb db,
        PictureStore pictures
    ) =>
        await db.Users.Where(user => user.Id == id && user.ErasedAt == null).Select(user => user.PictureKey).SingleOrDefaultAsync()
            is { } key
        && await pictures.ShowAsync(response, key, v, isOpen: true) is { } shown
            ? shown
            : Problem.NotFound("There is no such picture.");

    private static Task<UserView?> SetAsync(Guid userId, string? key, IdentityDb db, TimeProvider clock) =>
        db.InTransactionAsync<UserView?>(async () =>
        {
            if (await db.LockUserAsync(userId) is not { } user)
            {
                return null;
            }

            var now = clock.GetUtcNow();
            if (user.PictureKey != key)
            {
                await db.DropAsync(user.PictureKey, now);
                user.PictureKey = key;
                db.PublishProfile(user, now);
                await db.SaveChangesAsync();
            }

            return UserView.Of(user, now);
        });
}
