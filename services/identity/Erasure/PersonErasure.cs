using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Community.Identity.Erasure;

/// <summary>
/// Forgets a person: everything in <see cref="PersonalData"/> in one transaction, with the announcement by which every other
/// service does its part. Sessions end with it, so the tokens are refused here at once and by the fleet within seconds. What
/// another database or store holds follows from rows written here, however often a process dies meanwhile.
/// </summary>
internal sealed class PersonErasure(IdentityDb db, SessionEnd sessions, TimeProvider clock)
{
    /// <summary>Doing it twice does nothing.</summary>
    public Task<bool> EraseAsync(Guid userId) => db.InTransactionAsync(async () =>
    {
        if (await db.LockUserAsync(userId) is not { } user)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await sessions.EndAllAsync(userId, EndReasons.Erased);
        db.Publish(new UserErased(Guid.CreateVersion7(now), now, userId, user.NextVersion()));
        await db.SaveChangesAsync();
        foreach (var table in PersonalData.Tables)
        {
            if (table.Sql is not null)
            {
                await db.Database.ExecuteSqlRawAsync(
                    table.Sql, Text("username_key", user.UsernameKey), Text("email_key", user.EmailKey), Text("phone", user.Phone),
                    new NpgsqlParameter("id", userId), new NpgsqlParameter("now", now), new NpgsqlParameter("later", now + DroppedObjects.UploadLimit));
            }
        }

        return true;
    });

    private static NpgsqlParameter Text(string name, string? value) => new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}
