using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.Identity.Users;
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
    /// <summary>Erases the caller, and the caller's bots with them.</summary>
    /// <exception cref="ProblemException">401: the session has ended, or the account is erased already.</exception>
    public Task EraseAsync(Guid userId, Guid sessionId) =>
        db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            var bots = await db
                .Users.FromSql($"SELECT * FROM users WHERE owner_id = {userId} AND erased_at IS NULL ORDER BY id FOR UPDATE")
                .ToListAsync();
            foreach (var bot in bots)
            {
                await EraseBotAsync(bot);
            }

            db.RecordOwn(userId, AuditActions.AccountErased, clock.GetUtcNow());
            await EraseAsync(user);
        });

    /// <summary>Erases a bot in the open transaction of its owner, which has locked the owner and the bot.</summary>
    public Task EraseBotAsync(User bot)
    {
        db.Record(bot.OwnerId!.Value, AuditActions.BotDeleted, bot.Id, new { }, clock.GetUtcNow());
        return EraseAsync(bot);
    }

    private async Task EraseAsync(User user)
    {
        var now = clock.GetUtcNow();
        await sessions.EndAllAsync(user.Id, EndReasons.Erased);
        db.Publish(new UserErased(Guid.CreateVersion7(now), now, user.Id, user.NextVersion()));
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
                    new NpgsqlParameter("id", user.Id),
                    new NpgsqlParameter("now", now),
                    new NpgsqlParameter("later", now + DroppedObjects.UploadLimit)
                );
            }
        }
    }

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}
