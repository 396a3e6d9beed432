using Community.Companion.Words;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Companion.Meaning;

/// <summary>
/// Makes vectors for items that have none, or one of a former model. Any number of instances share the work: an item is claimed for a
/// minute, outside of any transaction, because an endpoint may be slow. While the endpoint is away, items wait, and are found by their
/// words.
/// <para>
/// A vector keeps its claim for <see cref="Settled"/>: in a rolling update, instances of two models would otherwise embed each other's
/// items again and again. A new text ends the claim.
/// </para>
/// </summary>
internal sealed class EmbeddingWork(NpgsqlDataSource database, IEmbedder embedder, TimeProvider clock, ILogger<EmbeddingWork> logger)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), clock, logger)
{
    private const int Batch = 64;
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private DateTimeOffset _resumesAt = DateTimeOffset.MinValue;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (Clock.GetUtcNow() < _resumesAt)
        {
            return;
        }

        using var quiet = Quiet.Begin();
        while (await EmbedBatchAsync(cancellationToken))
        {
            await Task.Yield();
        }
    }

    /// <summary>Embeds one batch.</summary>
    /// <returns>True if there may be more.</returns>
    private async Task<bool> EmbedBatchAsync(CancellationToken cancellationToken)
    {
        var claimed = await ClaimAsync(cancellationToken);
        if (claimed.Count == 0)
        {
            return false;
        }

        try
        {
            await WriteAsync(
                claimed,
                await embedder.EmbedAsync([.. claimed.Select(item => item.Text)], cancellationToken),
                cancellationToken
            );
            return claimed.Count == Batch;
        }
        catch (EmbeddingException)
        {
            _resumesAt = Clock.GetUtcNow() + Pause;
            await ReleaseAsync(claimed, cancellationToken);
            throw;
        }
    }

    private async Task<List<Claimed>> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            database,
            """
            UPDATE meaning_items SET claimed_until = now() + interval '1 minute'
            WHERE (kind, id) IN (
                SELECT kind, id FROM meaning_items
                WHERE is_listed AND (model < $1 OR model > $1) AND (claimed_until IS NULL OR claimed_until < now())
                LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING kind, id, revision, title, text
            """,
            embedder.Model,
            Batch
        );
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<Claimed>();
        while (await rows.ReadAsync(cancellationToken))
        {
            claimed.Add(new(rows.GetString(0), rows.GetGuid(1), rows.GetInt64(2), $"{rows.GetString(3)}. {rows.GetString(4)}"));
        }

        return claimed;
    }

    /// <summary>Writes vectors, but only if the text is still the one that was embedded.</summary>
    private async Task WriteAsync(List<Claimed> claimed, float[][] vectors, CancellationToken cancellationToken)
    {
        await using var command = Command(
            database,
            """
            UPDATE meaning_items item SET model = $1, vector = made.vector, claimed_until = now() + $6, changed_in = pg_current_xact_id()
            FROM unnest($2::text[], $3::uuid[], $4::bigint[], $5::bytea[]) AS made (kind, id, revision, vector)
            WHERE item.kind = made.kind AND item.id = made.id AND item.revision = made.revision AND item.is_listed
            """,
            embedder.Model,
            claimed.Select(item => item.Kind).ToArray(),
            claimed.Select(item => item.Id).ToArray(),
            claimed.Select(item => item.Revision).ToArray(),
            vectors.Select(vector => UnitVector.ToBytes(vector)).ToArray(),
            Settled
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ReleaseAsync(List<Claimed> claimed, CancellationToken cancellationToken)
    {
        await using var command = Command(
            database,
            """
            UPDATE meaning_items item SET claimed_until = NULL FROM unnest($1::text[], $2::uuid[]) AS made (kind, id)
            WHERE item.kind = made.kind AND item.id = made.id
            """,
            claimed.Select(item => item.Kind).ToArray(),
            claimed.Select(item => item.Id).ToArray()
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Claimed(string Kind, Guid Id, long Revision, string Text);
}
