using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Audit;

/// <summary>
/// Appends new entries to the hash chain, every ten seconds. Entries are chained after the transaction of their act and not in it, so that
/// logins do not wait for each other. Any number of instances may run it: the chain is locked while entries are appended.
/// <para>
/// The hash of an entry is SHA-256 over the hash before it (nothing before the first) and the UTF-8 line
/// <c>seq|id|service|action|actor_id|user_id|object_id|at|details</c>. Null is an empty text, the time is in microseconds since 1970-01-01
/// UTC, and details are PostgreSQL's text of the <c>jsonb</c> value.
/// </para>
/// </summary>
internal sealed class AuditSealer(IServiceScopeFactory scopes, TimeProvider clock, ILogger<AuditSealer> logger)
    : PeriodicWork(TimeSpan.FromSeconds(10), clock, logger)
{
    private const int Batch = 1000;

    // An arbitrary constant, in all integration events about the record.
    private static readonly Guid RecordId = Guid.Parse("0198c0de-0000-7000-8000-00000000a0d1");

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (await SealAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }

    /// <summary>Appends at most 1,000 entries, in the order of their times.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        if (!await db.Database.SqlQuery<bool>($"SELECT EXISTS (SELECT FROM audit_unsealed) AS \"Value\"").SingleAsync(cancellationToken))
        {
            return 0;
        }

        return await db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('audit_seals', 0))", cancellationToken);
            var waiting = await db
                .AuditEntries.FromSql(
                    $"""
                    SELECT e.* FROM audit_entries e JOIN audit_unsealed u ON u.entry_id = e.id ORDER BY e.occurred_at, e.id LIMIT {Batch}
                    """
                )
                .AsNoTracking()
                .ToListAsync(cancellationToken);
            if (waiting.Count == 0)
            {
                return 0;
            }

            var last = await db.AuditSeals.AsNoTracking().OrderByDescending(seal => seal.Seq).FirstOrDefaultAsync(cancellationToken);
            var (seq, hash) = (last?.Seq ?? 0, last?.Hash ?? []);
            foreach (var entry in waiting)
            {
                hash = HashOf(hash, ++seq, entry);
                db.AuditSeals.Add(
                    new AuditSeal
                    {
                        Seq = seq,
                        EntryId = entry.Id,
                        Hash = hash,
                    }
                );
            }

            var now = Clock.GetUtcNow();
            db.Publish(new AuditSealed(Guid.CreateVersion7(now), now, RecordId, seq, Convert.ToHexStringLower(hash)));
            await db.SaveChangesAsync(cancellationToken);
            var ids = waiting.ConvertAll(entry => entry.Id);
            await db.Database.ExecuteSqlAsync($"DELETE FROM audit_unsealed WHERE entry_id = ANY ({ids})", cancellationToken);
            return waiting.Count;
        });
    }

    /// <summary>The hash of an entry.</summary>
    /// <param name="before">The hash before it; empty for the first.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="e">The entry, as the database returns it.</param>
    public static byte[] HashOf(byte[] before, long seq, AuditEntry e) =>
        HashChain.Next(
            before,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{seq}|{e.Id}|{e.Service}|{e.Action}|{e.ActorId}|{e.UserId}|{e.ObjectId}|{HashChain.Microseconds(e.OccurredAt)}|{e.Details}"
            )
        );
}
