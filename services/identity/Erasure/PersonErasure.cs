using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Community.Identity.Erasure;

/// <summary>
/// Erases a user: everything in <see cref="PersonalData"/>, in one transaction with the integration event on which every other service
/// erases its part. The user's sessions end with it, so tokens are refused by this instance at once and by the fleet within seconds. Data
/// in other databases and stores is erased because of rows written here, even if processes die in between.
/// </summary>
internal sealed class PersonErasure(IdentityDb db, SessionEnd sessions, TimeProvider clock)
{
    /// <exception cref="ProblemException">401: the session has ended, or the account is erased already.</exception>
    public Task EraseAsync(Guid userId, Guid sessionId) =>
        db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            var now = clock.GetUtcNow();
            await sessions.EndAllAsync(userId, EndReasons.Erased);
            db.Publish(new UserErased(Guid.CreateVersion7(now), now, userId, user.NextVersion()));
            db.RecordOwn(userId, AuditActions.AccountErased, now);
            await db.SaveChangesAsync();
            foreach (var table in PersonalData.Tables)
            {
                if (table.Sql is not null)
                {
                    await db.Database.ExecuteSqlRawAsync(
                        table.Sql,
                        Text("username_key", user.UsernameKey),
                        Text("email_key", user.EmailKey),
                        Text("phone", user.Phone),
                        new NpgsqlParameter("id", userId),
                        new NpgsqlParameter("now", now),
                        new NpgsqlParameter("later", now + DroppedObjects.UploadLimit)
                    );
                }
            }
        });

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}
