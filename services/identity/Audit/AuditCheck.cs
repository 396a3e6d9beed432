using System.Text.Json;
using Community.Identity.Data;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Audit;

/// <summary>A place in the record, up to which it was verified.</summary>
/// <param name="Seq">The number of an entry in the chain; 0: before the first.</param>
/// <param name="EntryId">The id of an entry, in the order of ids; empty: before the first.</param>
internal sealed record AuditPosition(long Seq, Guid EntryId)
{
    public static readonly AuditPosition Beginning = new(0, Guid.Empty);
}

/// <summary>The result for a part of the record.</summary>
/// <param name="Entries">The number of entries of the chain that were verified, up to the first fault.</param>
/// <param name="FirstFault">The number of the first entry that is missing or was changed; null: none.</param>
/// <param name="FirstUnsealed">An entry without a place in the chain; null: none.</param>
/// <param name="WitnessedThrough">The last entry of the part whose hash the witness has; null: the witness did not answer.</param>
/// <param name="Through">Where the part ends.</param>
/// <param name="IsLast">Whether the record ends there.</param>
internal sealed record AuditPart(
    long Entries,
    long? FirstFault,
    Guid? FirstUnsealed,
    long? WitnessedThrough,
    AuditPosition Through,
    bool IsLast
)
{
    public bool IsIntact => FirstFault is null && FirstUnsealed is null;
}

/// <summary>
/// Verifies the record part by part: numbers without a gap, hashes, no entry without its place in the chain, and the hashes that payments
/// kept. A part of any length takes bounded memory and, in the database, the time of its own entries.
/// </summary>
internal sealed partial class AuditCheck(IdentityDb db, IHttpClientFactory clients, ILogger<AuditCheck> logger)
{
    private const string Witness = "payments";

    /// <summary>Verifies the part behind a position.</summary>
    /// <param name="after">Where the part before it ended.</param>
    /// <param name="limit">The most entries of the chain.</param>
    /// <param name="needsWitness">Whether a silent witness is an exception; otherwise the chain is verified alone.</param>
    /// <exception cref="HttpRequestException">The witness does not answer.</exception>
    public async Task<AuditPart> MakeAsync(AuditPosition after, int limit, bool needsWitness, CancellationToken cancellationToken)
    {
        // Read first: the record has every entry whose hash the witness has, and may have grown since.
        var heads = await ReadHeadsAsync(after.Seq, after.Seq + limit, needsWitness, cancellationToken);
        var (entries, fault) = await WalkAsync(heads ?? [], after.Seq, limit, cancellationToken);
        var (unsealed, lastId, looked) = await FindUnsealedAsync(after.EntryId, limit, cancellationToken);
        var verified = fault is null ? after.Seq + entries : fault - 1;
        return new AuditPart(
            entries,
            fault,
            unsealed,
            heads is null ? null : heads.Keys.Where(head => head <= after.Seq + limit).DefaultIfEmpty(0).Max(),
            new AuditPosition(verified.Value, lastId),
            IsLast: fault is not null || (entries < limit && looked < limit)
        );
    }

    /// <summary>Recomputes the hashes of a part.</summary>
    /// <returns>The number of entries, and the first number that is missing, changed, or different from that of the witness.</returns>
    private async Task<(long Entries, long? Fault)> WalkAsync(
        Dictionary<long, string> heads,
        long after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var hash =
            after == 0
                ? []
                : await db.AuditSeals.Where(seal => seal.Seq == after).Select(seal => seal.Hash).SingleOrDefaultAsync(cancellationToken);
        if (hash is null)
        {
            // Those before it may be missing, too.
            var last = await db.AuditSeals.Where(seal => seal.Seq < after).MaxAsync(seal => (long?)seal.Seq, cancellationToken);
            return (0, (last ?? 0) + 1);
        }

        var chained =
            from seal in db.AuditSeals.AsNoTracking()
            where seal.Seq > after
            join found in db.AuditEntries.AsNoTracking() on seal.EntryId equals found.Id into entries
            from entry in entries.DefaultIfEmpty()
            orderby seal.Seq
            select new
            {
                seal.Seq,
                seal.Hash,
                Entry = entry,
            };
        var seq = after;
        await foreach (var link in chained.Take(limit).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            seq++;
            if (link.Seq != seq || link.Entry is null)
            {
                return (seq - after, seq);
            }

            hash = AuditSealer.HashOf(hash, seq, link.Entry);
            if (!hash.AsSpan().SequenceEqual(link.Hash) || (heads.TryGetValue(seq, out var seen) && seen != Convert.ToHexStringLower(hash)))
            {
                return (seq - after, seq);
            }
        }

        var isEnd = seq - after < limit;
        return (seq - after, isEnd && heads.Keys.Any(head => head > seq) ? seq + 1 : null);
    }

    /// <summary>Looks for an entry that has no place in the chain and does not wait for one, or has waited for five minutes.</summary>
    /// <returns>The entry, the last id that was looked at, and how many were.</returns>
    private async Task<(Guid? Unsealed, Guid LastId, int Looked)> FindUnsealedAsync(
        Guid after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = await db
            .Database.SqlQuery<Looked>(
                $"""
                WITH part AS (SELECT id FROM audit_entries WHERE id > {after} ORDER BY id LIMIT {limit})
                SELECT count(*)::int AS count,
                    (SELECT id FROM part ORDER BY id DESC LIMIT 1) AS last_id,
                    (SELECT p.id FROM part p LEFT JOIN audit_unsealed u ON u.entry_id = p.id
                     WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = p.id)
                         AND (u.entry_id IS NULL OR u.since < clock_timestamp() - interval '5 minutes') LIMIT 1) AS unsealed
                FROM part
                """
            )
            .SingleAsync(cancellationToken);
        return (found.Unsealed, found.LastId ?? after, found.Count);
    }

    /// <summary>Reads the kept hashes of a part, and the first one behind it.</summary>
    /// <returns>The hashes by number; null: the witness does not answer, or has no address here.</returns>
    private async Task<Dictionary<long, string>?> ReadHeadsAsync(
        long after,
        long through,
        bool needsWitness,
        CancellationToken cancellationToken
    )
    {
        var heads = new Dictionary<long, string>();
        try
        {
            using var client = clients.CreateClient(Witness);
            while (after <= through)
            {
                var page = await client.GetFromJsonAsync<List<WitnessedHead>>(
                    $"/internal/audit-heads?after={after}",
                    ServiceJson.Options,
                    cancellationToken
                );
                if (page is null or [])
                {
                    break;
                }

                page.ForEach(head => heads[head.Seq] = head.Hash);
                after = page[^1].Seq;
            }

            return heads;
        }
        catch (Exception failure)
            when (!needsWitness
                && (
                    failure is HttpRequestException or JsonException or InvalidOperationException
                    || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            )
        {
            Log.NoWitness(logger, failure.Message);
            return null;
        }
    }

    private sealed record WitnessedHead(long Seq, string Hash);

    private sealed record Looked(int Count, Guid? LastId, Guid? Unsealed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The audit record was checked without its witness: {Reason}")]
        public static partial void NoWitness(ILogger logger, string reason);
    }
}
