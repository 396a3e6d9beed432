using Community.Events.Data;
using Community.Events.Moderation;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Photos;

internal static class PhotoRemoval
{
    /// <summary>Removes a photo in the present unit of work; its file is deleted after the commit.</summary>
    public static Task RemovePhotoAsync(this EventsDb db, Guid id, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH removed AS (DELETE FROM photos WHERE id = {id} RETURNING object_key)
            INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM removed ON CONFLICT DO NOTHING
            """
        );

    /// <summary>Has the files of all photos of an event deleted after this unit of work has committed.</summary>
    public static Task DropPhotosAsync(this EventsDb db, Guid eventId, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, {now} FROM photos WHERE event_id = {eventId} ON CONFLICT DO NOTHING
            """
        );
}

/// <summary>Photos that moderators removed: they are hidden at once and deleted later.</summary>
internal sealed class ModeratedPhotos : IModeratedContent
{
    public string ContentType => "photo";

    public Task<Guid?> AuthorAsync(EventsDb db, Guid id) =>
        db.Photos.IgnoreQueryFilters().Where(photo => photo.Id == id).Select(photo => (Guid?)photo.UserId).SingleOrDefaultAsync();

    public Task ApplyAsync(EventsDb db, Guid id, long version, DateTimeOffset? removedAt) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE photos SET removed_at = {removedAt}, moderation_version = {version} WHERE id = {id} AND moderation_version < {version}
            """
        );
}

/// <summary>
/// Deletes removed photos when an appeal can no longer restore them: appeals are possible for 30 days, and answering them takes some time.
/// </summary>
internal sealed class RemovedPhotos(NpgsqlDataSource database, TimeProvider clock, ILogger<RemovedPhotos> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(45);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(Clock.GetUtcNow(), cancellationToken);

    internal async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(
            """
            WITH removed AS (DELETE FROM photos WHERE removed_at < @before RETURNING object_key)
            INSERT INTO dropped_objects (object_key, dropped_at) SELECT object_key, @now FROM removed ON CONFLICT DO NOTHING
            """
        );
        command.Parameters.AddWithValue("before", now - Kept);
        command.Parameters.AddWithValue("now", now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
