using Community.Identity.Data;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Storage;
using Community.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Identity.Profiles;

/// <summary>
/// Removes pictures that are nobody's present one: replaced, or of an erased person, or uploaded and never set because a process
/// died in between. The database says whose pictures to look through (<c>picture_cleanups</c>), in a row written before
/// the store is touched or with the change itself; it goes once the store holds nothing but the present picture.
/// </summary>
internal sealed class PictureCleanup(
    IServiceScopeFactory scopes, NpgsqlDataSource database, IObjectStore store, TimeProvider clock, ILogger<PictureCleanup> logger)
    : PeriodicWork(TimeSpan.FromSeconds(5), clock, logger)
{
    /// <summary>No upload takes longer: a younger picture may be about to become the present one.</summary>
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Has a person's pictures looked through, in the present unit of work.</summary>
    public static Task ScheduleAsync(IdentityDb db, Guid userId, DateTimeOffset due) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO picture_cleanups (user_id, due_at) VALUES ({userId}, {due}) ON CONFLICT (user_id) DO UPDATE SET due_at = excluded.due_at
        """);

    /// <summary>Before an upload: should this process die during it, what it stored is found.</summary>
    public async Task ExpectUploadAsync(Guid userId)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO picture_cleanups (user_id, due_at) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING");
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = Clock.GetUtcNow() + UploadLimit });
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        while (await CleanNextAsync())
        {
        }
    }

    private async Task<bool> CleanNextAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        Claim? claim;
        using (Quiet.Begin())
        {
            claim = await ClaimAsync(db);
        }

        if (claim is null)
        {
            return false;
        }

        var next = await RemoveOldAsync(db, claim.UserId) ? (DateTimeOffset?)null : Clock.GetUtcNow() + UploadLimit;
        // Unless somebody scheduled it anew meanwhile: then that stands.
        await (next is { } again
            ? db.Database.ExecuteSqlAsync($"UPDATE picture_cleanups SET due_at = {again} WHERE user_id = {claim.UserId} AND due_at = {claim.LeasedUntil}")
            : db.Database.ExecuteSqlAsync($"DELETE FROM picture_cleanups WHERE user_id = {claim.UserId} AND due_at = {claim.LeasedUntil}"));
        return true;
    }

    private async Task<Claim?> ClaimAsync(IdentityDb db)
    {
        var now = Clock.GetUtcNow();
        var until = now + Lease;
        var claimed = await db.Database.SqlQuery<Claim>($"""
            UPDATE picture_cleanups SET due_at = {until}
            WHERE user_id = (SELECT user_id FROM picture_cleanups WHERE due_at <= {now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING user_id AS "UserId", due_at AS "LeasedUntil"
            """).ToListAsync();
        return claimed.SingleOrDefault();
    }

    /// <returns>False when something may still be under way, so that it has to be looked at again.</returns>
    private async Task<bool> RemoveOldAsync(IdentityDb db, Guid userId)
    {
        var now = Clock.GetUtcNow();
        var user = await db.Users.AsNoTracking().Where(u => u.Id == userId).Select(u => new { u.PictureKey, u.ErasedAt }).SingleOrDefaultAsync();
        var isSettled = user?.ErasedAt is not { } erased || erased < now - UploadLimit;
        await foreach (var key in store.ListAsync(ObjectKey.PrefixOf(PictureEndpoints.Folder, userId)))
        {
            if (key == user?.PictureKey)
            {
                continue;
            }

            if (user?.ErasedAt is null && ObjectKey.TimeOf(key) > now - UploadLimit)
            {
                isSettled = false;
                continue;
            }

            await store.DeleteAsync(key);
        }

        return isSettled;
    }

    private sealed record Claim(Guid UserId, DateTimeOffset LeasedUntil);
}
