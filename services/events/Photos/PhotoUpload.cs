using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Contracts.Events;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Photos;

/// <summary>Uploads of photos by attendees and the organizer.</summary>
internal static class PhotoUpload
{
    public const string Folder = "photos";
    public const int MaxPhotos = 50;
    private const int MaxCaption = 500;
    public const long MaxBytes = 10 * 1024 * 1024;
    private const long MaxMultipartOverhead = 32 * 1024;

    /// <summary>Adds a photo: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels, uploaded by an attendee or the organizer.</summary>
    /// <remarks>
    /// The body is the picture, or a form with it as <c>file</c> and perhaps a <c>caption</c> and an <c>alt</c>. The content determines the
    /// format, not the name or type. Metadata, such as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP
    /// or progressive JPEG of more than 25 megapixels. At most 50 a user an event (409 <c>too_many_photos</c>).
    /// </remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="caption">A few words, if the body is the picture itself.</param>
    /// <param name="alt">
    /// The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as <c>alt</c>.
    /// </param>
    public static async Task<
        Results<
            Created<PhotoView>,
            BadRequestProblem,
            ForbiddenProblem,
            NotFoundProblem,
            PayloadTooLargeProblem,
            UnsupportedMediaTypeProblem
        >
    > PostAsync(
        Guid id,
        [StringLength(MaxCaption), MultiLine] string? caption,
        [StringLength(AltText.MaxLength), SingleLine] string? alt,
        HttpRequest request,
        ClaimsPrincipal caller,
        EventsDb db,
        NpgsqlDataSource database,
        ImageStore store,
        IObjectStore objects,
        TimeProvider clock
    )
    {
        store.RequireRoom(request.Body);
        // Checked before ten megabytes are read, and again when they are stored.
        var userId = caller.UserId();
        await db.RequireMayAddAsync(id, userId, clock.GetUtcNow());
        if (request.ContentLength > MaxBytes + MaxMultipartOverhead)
        {
            return Problem.PayloadTooLarge(MaxBytes);
        }

        if (await ImageUpload.OpenAsync(request) is not { } upload)
        {
            return Problem.Invalid("file", Fault.Required);
        }

        if (!await upload.IsTakenAsync())
        {
            return Problem.UnsupportedMediaType("The photo must be a JPEG, PNG or WebP.");
        }

        upload.CheckAlt(alt);
        await database.ExpectUploadAsync(ObjectKey.PrefixOf(Folder, userId), clock.GetUtcNow());
        try
        {
            var stored = (await store.PutAsync(Folder, userId, upload.Content, MaxBytes)).Stored;
            var view = await objects.KeepIfAcceptedAsync(
                stored.Key,
                async () =>
                    await db.AddAsync(
                        id,
                        userId,
                        stored,
                        await CaptionAsync(upload, caption),
                        await upload.AltAsync(alt),
                        clock.GetUtcNow()
                    )
            );
            return TypedResults.Created(view.Url, view);
        }
        catch (InvalidImageException invalid)
        {
            return Problem.Invalid("file", FaultCode.UnusablePicture, $"is not a usable picture: {invalid.Message}");
        }
        catch (ObjectStoreException failed) when (failed.Failure == ObjectStoreFailure.TooLarge)
        {
            return Problem.PayloadTooLarge(MaxBytes);
        }
        catch (ObjectStoreException failed) when (failed.Failure is ObjectStoreFailure.Unavailable or ObjectStoreFailure.Full)
        {
            throw Problem
                .ServiceUnavailable(TimeSpan.FromSeconds(10), "Photos cannot be stored at the moment. Try again shortly.")
                .ToException();
        }
    }

    /// <exception cref="ProblemException">400: the form's caption is too long, or not a text.</exception>
    private static async Task<string?> CaptionAsync(ImageUpload upload, string? query)
    {
        var caption = await upload.TextAsync("caption") is { Length: > 0 } written ? written : query;
        return FaultOf(caption) is { } fault ? throw Problem.Invalid("caption", fault).ToException() : caption;
    }

    private static Fault? FaultOf(string? caption) =>
        caption is null ? null
        : caption.Length > MaxCaption ? Fault.TooLong(MaxCaption)
        : new MultiLineAttribute().FaultOf(caption);

    private static Task<PhotoView> AddAsync(
        this EventsDb db,
        Guid eventId,
        Guid userId,
        StoredObject stored,
        string? caption,
        string? alt,
        DateTimeOffset now
    ) =>
        db.InTransactionAsync(async () =>
        {
            // Of concurrent uploads, each counts those before it. Neither the event nor the user can be deleted in the meantime.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"photos {eventId} {userId}"}, 0))");
            await db.Database.ExecuteSqlAsync($"SELECT FROM people WHERE id = {userId} FOR SHARE");
            await db.Database.ExecuteSqlAsync($"SELECT FROM events WHERE id = {eventId} FOR KEY SHARE");
            await db.RequireMayAddAsync(eventId, userId, now);
            var photo = new Photo
            {
                Id = Guid.CreateVersion7(now),
                EventId = eventId,
                UserId = userId,
                ObjectKey = stored.Key,
                ContentType = stored.ContentType,
                Alt = alt,
                Caption = caption,
                CreatedAt = now.AsKept(),
            };
            db.Photos.Add(photo);
            var url = PhotoView.UrlOf(eventId, photo.Id);
            db.Publish(new EventPhotoUploaded(Guid.CreateVersion7(now), now, photo.Id, Version: 1, eventId, userId, url));
            await db.SaveChangesAsync();
            var by = await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == userId);
            return PhotoView.Of(photo, by?.Username, by?.FullName);
        });

    /// <exception cref="ProblemException">404, 403 or 409: the reason why the user may not add a photo.</exception>
    private static async Task RequireMayAddAsync(this EventsDb db, Guid id, Guid userId, DateTimeOffset now)
    {
        if (
            await db.FindVisibleAsync(id, userId) is not { } communityEvent
            || await db.People.AnyAsync(person => person.Id == userId && person.IsErased)
        )
        {
            throw OwnEvents.NoSuchEvent().ToException();
        }

        if (
            communityEvent.OrganizerId != userId
            && !await db.Registrations.AnyAsync(r =>
                r.EventId == id
                && r.UserId == userId
                && (r.Status == RegistrationStatus.Confirmed || r.Status == RegistrationStatus.CheckedIn)
            )
        )
        {
            throw Problem
                .Forbidden("Only attendees and the organizer can add photos. POST /events/{id}/register registers you.", "not_registered")
                .ToException();
        }

        if (communityEvent.Status != EventStatus.Published)
        {
            throw Problem
                .Conflict("The event was cancelled.", communityEvent.Status == EventStatus.Draft ? "not_published" : "event_cancelled")
                .ToException();
        }

        if (communityEvent.OrganizerId != userId && communityEvent.StartsAt > now)
        {
            throw Problem.Conflict("The event has not started yet. Add photos once it has.", "too_early").ToException();
        }

        if (await db.Photos.CountAsync(photo => photo.EventId == id && photo.UserId == userId) >= MaxPhotos)
        {
            throw Problem
                .Conflict($"You can add at most {MaxPhotos} photos to an event. Delete one first.", "too_many_photos")
                .ToException();
        }
    }
}
