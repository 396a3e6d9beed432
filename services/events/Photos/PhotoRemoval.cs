using Community.Events.Data;
using Community.Events.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Photos;

internal static class PhotoRemoval
{
    /// <summary>Removes a photo in the present unit of work; its file follows once that has committed.</summary>
    public static Task RemovePhotoAsync(this EventsDb db, Guid id, DateTimeOffset now) => db.Database.ExecuteSqlAsync($"""
        WITH removed AS (DELETE FROM photos WHERE id = {id} RETURNING object_key)
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM removed ON CONFLICT DO NOTHING
        """);

    /// <summary>Has the files of all photos of an event deleted once this unit of work has committed.</summary>
    public static Task DropPhotosAsync(this EventsDb db, Guid eventId, DateTimeOffset now) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM photos WHERE event_id = {eventId} ON CONFLICT DO NOTHING
        """);
}

/// <summary>Photos that moderators decided to remove.</summary>
internal sealed class RemovablePhotos : IRemovableContent
{
    public string ContentType => "photo";

    public Task RemoveAsync(EventsDb db, Guid id, DateTimeOffset at) => db.RemovePhotoAsync(id, at);
}
