using System.Text.Json;
using Community.Identity.Data;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Audit;

/// <summary>
/// Verifies the whole record: numbers without a gap, hashes, no entry without its place in the chain, and the hashes that payments kept.
/// </summary>
internal sealed partial class AuditCheck(IdentityDb db, IHttpClientFactory clients, TimeProvider clock, ILogger<AuditCheck> logger)
{
    private const string Witness = "payments";
    private static readonly TimeSpan SealedWithin = TimeSpan.FromMinutes(5);

    public async Task<AuditCheckView> MakeAsync(CancellationToken cancellationToken)
    {
        // Read first: the record has every entry whose hash the witness has, and may have grown since.
        var heads = await ReadHeadsAsync(cancellationToken);
        var walked = await WalkAsync(heads ?? [], cancellationToken);
        var unsealedBefore = clock.GetUtcNow() - SealedWithin;
        var unsealed = await db
            .AuditEntries.Where(entry => entry.OccurredAt < unsealedBefore && !db.AuditSeals.Any(seal => seal.EntryId == entry.Id))
            .OrderBy(entry => entry.OccurredAt)
            .Select(entry => (Guid?)entry.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return new AuditCheckView(
            walked.Fault is null && unsealed is null,
            walked.Entries,
            walked.Fault,
            unsealed,
            heads is null ? null
                : heads.Count == 0 ? 0
                : heads.Max(head => head.Key)
        );
    }

    /// <summary>Recomputes every hash.</summary>
    /// <returns>The number of entries, and the first number that is missing, changed, or not what the witness has.</returns>
    private async Task<(long Entries, long? Fault)> WalkAsync(Dictionary<long, string> heads, CancellationToken cancellationToken)
    {
        var chained =
            from seal in db.AuditSeals.AsNoTracking()
            join found in db.AuditEntries.AsNoTracking() on seal.EntryId equals found.Id into entries
            from entry in entries.DefaultIfEmpty()
            orderby seal.Seq
            select new
            {
                seal.Seq,
                seal.Hash,
                Entry = entry,
            };
        var (seq, hash) = (0L, Array.Empty<byte>());
        await foreach (var link in chained.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            seq++;
            if (link.Seq != seq || link.Entry is null)
            {
                return (seq, seq);
            }

            hash = AuditSealer.HashOf(hash, seq, link.Entry);
            if (!hash.AsSpan().SequenceEqual(link.Hash) || (heads.TryGetValue(seq, out var seen) && seen != Convert.ToHexStringLower(hash)))
            {
                return (seq, seq);
            }
        }

        return (seq, heads.Keys.Any(head => head > seq) ? seq + 1 : null);
    }

    /// <returns>The hashes by number; null: the witness does not answer, or has no address here.</returns>
    private async Task<Dictionary<long, string>?> ReadHeadsAsync(CancellationToken cancellationToken)
    {
        var heads = new Dictionary<long, string>();
        try
        {
            using var client = clients.CreateClient(Witness);
            for (var after = 0L; ; )
            {
                var page = await client.GetFromJsonAsync<List<WitnessedHead>>(
                    $"/internal/audit-heads?after={after}",
                    ServiceJson.Options,
                    cancellationToken
                );
                if (page is null or [])
                {
                    return heads;
                }

                page.ForEach(head => heads[head.Seq] = head.Hash);
                after = page[^1].Seq;
            }
        }
        catch (Exception failure)
            when (failure is HttpRequestException or JsonException or InvalidOperationException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            Log.NoWitness(logger, failure.Message);
            return null;
        }
    }

    private sealed record WitnessedHead(long Seq, string Hash);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The audit record was checked without its witness: {Reason}")]
        public static partial void NoWitness(ILogger logger, string reason);
    }
}

/// <param name="IsIntact">Whether nothing in the record was changed or removed.</param>
/// <param name="Entries">The number of entries that were verified, up to the first fault.</param>
/// <param name="FirstFault">The number of the first entry that is missing or was changed; null: none.</param>
/// <param name="FirstUnsealed">An entry that has had no place in the chain for five minutes; null: none.</param>
/// <param name="WitnessedThrough">
/// The last entry whose hash another service has kept, and which therefore agrees; null: that service did not answer.
/// </param>
internal sealed record AuditCheckView(bool IsIntact, long Entries, long? FirstFault, Guid? FirstUnsealed, long? WitnessedThrough)
    : IHasExample<AuditCheckView>
{
    public static AuditCheckView Example => new(true, 1204, null, null, 1204);
}
