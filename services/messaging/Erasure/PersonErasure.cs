using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Community.People;
using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Erasure;

/// <summary>
/// Erases a person, in the consumer's transaction: first the tombstone, then everything in <see cref="PersonalData"/>. The person's
/// messages stay for their readers, without the person.
/// </summary>
internal sealed class PersonErasure(MessagingDb db, IRealtimePublisher realtime, TimeProvider clock)
{
    /// <summary>Repeating it changes nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        var now = clock.GetUtcNow();
        await db.ApplyErasureAsync(userId);
        await db.Database.ExecuteSqlAsync($"UPDATE people SET forget_again_at = {now + ForgottenPeople.Wait} WHERE id = {userId}");
        await ForgetAsync(userId, now);
        db.AfterCommit(() => realtime.PersonChanged(userId));
        db.AfterCommit(() => realtime.RightsChanged(userId));
    }

    /// <summary>Erases the data of a person who has a tombstone.</summary>
    public async Task ForgetAsync(Guid userId, DateTimeOffset now)
    {
        foreach (var sql in PersonalData.Tables.Select(table => table.Sql).OfType<string>())
        {
            await db.Database.ExecuteSqlRawAsync(
                sql,
                new NpgsqlParameter("id", userId),
                new NpgsqlParameter("now", now),
                new NpgsqlParameter("later", now + DroppedObjects.UploadLimit)
            );
        }
    }
}

/// <summary>
/// Erases erased people a second time when their last token has expired: this removes the leftovers of requests that were under way during
/// the erasure. So posting, reading and reacting need no lock on a person's row. Any number of instances may do it.
/// </summary>
internal sealed class ForgottenPeople(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ForgottenPeople> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    public static readonly TimeSpan Wait = AccessToken.Lifetime + TimeSpan.FromMinutes(5);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(cancellationToken);

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (!cancellationToken.IsCancellationRequested && await ForgetOneAsync(cancellationToken)) { }
    }

    private async Task<bool> ForgetOneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        return await db.InTransactionAsync(async () =>
        {
            var due = await db
                .Database.SqlQuery<Guid>(
                    $"""
                    UPDATE people SET forget_again_at = NULL
                    WHERE id = (SELECT id FROM people WHERE forget_again_at <= {now} ORDER BY forget_again_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
                    RETURNING id AS "Value"
                    """
                )
                .ToListAsync(cancellationToken);
            foreach (var userId in due)
            {
                await scope.ServiceProvider.GetRequiredService<PersonErasure>().ForgetAsync(userId, now);
            }

            return due.Count > 0;
        });
    }
}
