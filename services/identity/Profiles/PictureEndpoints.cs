using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Blocks;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
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
    /// as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25
    /// megapixels.
    /// </remarks>
    /// <param name="alt">
    /// The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as <c>alt</c>.
    /// </param>
    private static async Task<
        Results<Ok<UserView>, BadRequestProblem, UnauthorizedProblem, PayloadTooLargeProblem, UnsupportedMediaTypeProblem>
    > PutAsync(
        [StringLength(AltText.MaxLength), SingleLine] string? alt,
        HttpRequest request,
        ClaimsPrincipal caller,
        IdentityDb db,
        PictureStore pictures,
        TimeProvider clock
    )
    {
        var taken = await pictures.TakeAsync(request, Folder, caller.UserId(), MaxBytes, alt);
        return await SetAsync(caller.UserId(), taken, db, clock) is { } view
            ? TypedResults.Ok(view)
            : Problem.Unauthorized("This account was deleted. Log in with another account.");
    }

    /// <summary>Removes the caller's picture.</summary>
    private static async Task<NoContent> DeleteAsync(ClaimsPrincipal caller, IdentityDb db, TimeProvider clock)
    {
        await SetAsync(caller.UserId(), taken: null, db, clock);
        return TypedResults.NoContent();
    }

    /// <summary>Shows a user's picture.</summary>
    /// <remarks>
    /// The address is the <c>picture_url</c> of a profile, with its version. Without the version, or with another, the answer is that of a
    /// user without a picture, so that it reveals neither a block nor a profile that is not public.
    /// </remarks>
    /// <param name="id">The user's id.</param>
    /// <param name="v">The version in <c>picture_url</c>. It is random and changes with the picture.</param>
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
        IdentityDb db,
        PictureStore pictures,
        TimeProvider clock
    )
    {
        // An image element sends no token: the version alone shows that its reader has seen the profile.
        var seen = caller.UserIdOrNull() is null
            ? db.Users.AsNoTracking().Where(user => user.ErasedAt == null)
            : db.VisibleTo(caller, clock.GetUtcNow());
        return
            await seen.Where(user => user.Id == id).Select(user => user.PictureKey).SingleOrDefaultAsync() is { } key
            && v == ObjectKey.VersionOf(key)
            && await pictures.ShowAsync(response, key, v, w, isOpen: true) is { } shown
            ? shown
            : Problem.NotFound("There is no such picture.");
    }

    private static Task<UserView?> SetAsync(Guid userId, TakenPicture? taken, IdentityDb db, TimeProvider clock) =>
        db.InTransactionAsync<UserView?>(async () =>
        {
            if (await db.LockUserAsync(userId) is not { } user)
            {
                return null;
            }

            var now = clock.GetUtcNow();
            if (user.PictureKey != taken?.Key)
            {
                await db.DropAsync(user.PictureKey, now);
                (user.PictureKey, user.PictureAlt) = (taken?.Key, taken?.Alt);
                db.PublishProfile(user, now);
                await db.SaveChangesAsync();
            }

            return UserView.Of(user, now);
        });
}
