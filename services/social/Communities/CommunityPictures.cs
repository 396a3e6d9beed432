using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>Communities' pictures.</summary>
internal static class CommunityPictures
{
    public const string Folder = "communities";
    private const long MaxBytes = 10 * 1024 * 1024;

    public static void MapCommunityPictures(this IEndpointRouteBuilder communities)
    {
        communities
            .MapPut("/{id:guid}/picture", PutAsync)
            .WithName("community_picture_put")
            .RequireSignedIn()
            .MayRecordAct(CommunityActs.PictureChanged)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status409Conflict))
            .TakesFile(MaxBytes, ContentType.Jpeg, ContentType.Png, ContentType.Webp, "application/octet-stream");
        communities
            .MapDelete("/{id:guid}/picture", DeleteAsync)
            .WithName("community_picture_delete")
            .RequireSignedIn()
            .MayRecordAct(CommunityActs.PictureChanged);
        communities.MapGet("/{id:guid}/picture", GetAsync).WithName("community_picture_get").AllowAnonymous();
    }

    /// <summary>Sets the picture of a community that the caller owns: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels.</summary>
    /// <remarks>
    /// The body is the picture, or a form with it as <c>file</c>. The content determines the format, not the name or type. Metadata, such
    /// as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25
    /// megapixels.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="alt">
    /// The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as <c>alt</c>.
    /// </param>
    private static async Task<
        Results<
            Ok<CommunityView>,
            BadRequestProblem,
            ForbiddenProblem,
            NotFoundProblem,
            PayloadTooLargeProblem,
            UnsupportedMediaTypeProblem
        >
    > PutAsync(
        Guid id,
        [StringLength(AltText.MaxLength), SingleLine] string? alt,
        HttpRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        PictureStore pictures,
        TimeProvider clock
    )
    {
        // Checked before ten megabytes are read, and again when they are stored.
        await db.InTransactionAsync(() => LockAsync(id, caller.UserId(), db, actors));
        db.ChangeTracker.Clear();
        var taken = await pictures.TakeAsync(request, Folder, id, MaxBytes, alt);
        return TypedResults.Ok(await SetAsync(id, taken, caller.UserId(), db, actors, clock));
    }

    /// <summary>Removes the picture of a community that the caller owns.</summary>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    )
    {
        await SetAsync(id, taken: null, caller.UserId(), db, actors, clock);
        return TypedResults.NoContent();
    }

    /// <summary>Shows a community's picture to callers who may know of the community.</summary>
    /// <remarks>
    /// The picture of a public or paid community is visible without sign-in, so that a page can link to it. The picture of a private
    /// community requires the access token of a member, with which the page fetches it.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="v">The version in <c>picture_url</c>: with it the answer may be cached for a day.</param>
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
        SocialDb db,
        PictureStore pictures
    )
    {
        // A caller who is not signed in has no memberships: no user has the empty id.
        var found = await db.CommunitiesSeenBy(caller.UserIdOrNull() ?? Guid.Empty)
            .Where(community => community.Id == id)
            .Select(community => new
            {
                community.PictureKey,
                IsOpen = community.Visibility != CommunityVisibility.Private && community.HeldAt == null && community.RemovedAt == null,
            })
            .SingleOrDefaultAsync();
        return found?.PictureKey is { } key && await pictures.ShowAsync(response, key, v, w, found.IsOpen) is { } shown
            ? shown
            : Problem.NotFound("There is no such picture.", "no_such_picture");
    }

    private static Task<CommunityView> SetAsync(
        Guid id,
        TakenPicture? taken,
        Guid caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    ) =>
        db.InTransactionAsync(async () =>
        {
            var own = await LockAsync(id, caller, db, actors);
            var now = clock.GetUtcNow();
            if (own.PictureKey != taken?.Key)
            {
                await db.DropAsync(own.PictureKey, now);
                (own.PictureKey, own.PictureAlt) = (taken?.Key, taken?.Alt);
                db.Changed(own, now);
                db.RecordActIn(CommunityActs.PictureChanged, id, caller, now, outcome: taken is null ? "removed" : "set");
                await db.SaveChangesAsync();
            }

            return await db.ViewForOwnerAsync(own, caller, now);
        });

    private static async Task<CommunityGroup> LockAsync(Guid id, Guid caller, SocialDb db, Actors actors)
    {
        await actors.RequireAsync(caller);
        var own = await db.LockOwnedAsync(id, caller);
        own.RequireChangeable();
        return own;
    }
}
