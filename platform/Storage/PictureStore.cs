using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Community.Platform.Storage;

/// <summary>Takes and serves pictures of things that have one picture (a user, an event, a community).</summary>
public sealed class PictureStore(ImageStore store, IObjectStore objects, NpgsqlDataSource database, TimeProvider clock)
{
    private const long MaxMultipartOverhead = 16 * 1024;

    /// <summary>
    /// Stores the JPEG, PNG or WebP of a request (its body, or <c>file</c> in a form) without its metadata. If no row refers to it within
    /// <see cref="DroppedObjects.UploadLimit"/>, it is deleted again.
    /// </summary>
    /// <param name="request">The request, whose body was not read yet.</param>
    /// <param name="folder">The kind of picture, e.g. "pictures".</param>
    /// <param name="owner">The owner.</param>
    /// <param name="maxBytes">The largest upload allowed.</param>
    /// <param name="alt">The alternative text, if the body is the picture itself; a form has it as <c>alt</c>.</param>
    /// <exception cref="ProblemException">400, 413, 415: the picture is not acceptable; 503: the store is away or full, or too many
    /// pictures are being prepared.</exception>
    public async Task<TakenPicture> TakeAsync(HttpRequest request, string folder, Guid owner, long maxBytes, string? alt)
    {
        store.RequireRoom(request.Body);
        if (request.ContentLength > maxBytes + MaxMultipartOverhead)
        {
            throw Problem.PayloadTooLarge(maxBytes).ToException();
        }

        if (await ImageUpload.OpenAsync(request) is not { } upload)
        {
            throw Problem.Invalid("file", Fault.Required).ToException();
        }

        if (!await upload.IsTakenAsync())
        {
            throw Problem.UnsupportedMediaType("The picture must be a JPEG, PNG or WebP.").ToException();
        }

        upload.CheckAlt(alt);
        await database.ExpectUploadAsync(ObjectKey.PrefixOf(folder, owner), clock.GetUtcNow());
        try
        {
            var key = (await store.PutAsync(folder, owner, upload.Content, maxBytes)).Stored.Key;
            return await objects.KeepIfAcceptedAsync(key, async () => new TakenPicture(key, await upload.AltAsync(alt)));
        }
        catch (InvalidImageException invalid)
        {
            throw Problem.Invalid("file", FaultCode.UnusablePicture, $"is not a usable picture: {invalid.Message}").ToException();
        }
        catch (ObjectStoreException failed) when (failed.Failure == ObjectStoreFailure.TooLarge)
        {
            throw Problem.PayloadTooLarge(maxBytes).ToException();
        }
        catch (ObjectStoreException failed) when (failed.Failure is ObjectStoreFailure.Unavailable or ObjectStoreFailure.Full)
        {
            throw Problem
                .ServiceUnavailable(TimeSpan.FromSeconds(10), "Pictures cannot be stored at the moment. Try again shortly.")
                .ToException();
        }
    }

    /// <summary>Serves a picture, with an ETag; null if it is not in the store.</summary>
    /// <param name="response">The answer, whose headers are set.</param>
    /// <param name="key">The picture's key.</param>
    /// <param name="version">
    /// The <see cref="ObjectKey.VersionOf"/> in the request: with the right one the answer may be cached for a day.
    /// </param>
    /// <param name="width">The width in the request (<c>w</c>), one of <see cref="PictureWidth"/>; null: the original.</param>
    /// <param name="isOpen">Whether the picture is public. A picture that is not must not be stored in shared caches.</param>
    public async Task<FileStreamHttpResult?> ShowAsync(HttpResponse response, string key, string? version, int? width, bool isOpen)
    {
        if (await store.OpenAsync(key, width, response.HttpContext.Request) is not { } picture)
        {
            return null;
        }

        response.RegisterForDisposeAsync(picture);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl =
            $"{(isOpen ? "public" : "private")}, {(version == ObjectKey.VersionOf(key) ? "max-age=86400, immutable" : "no-cache")}";
        return TypedResults.Stream(picture.Content, picture.About.ContentType, entityTag: picture.EntityTag);
    }
}

/// <summary>An uploaded picture.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="Alt">The alternative text; null: none.</param>
public sealed record TakenPicture(string Key, string? Alt);
