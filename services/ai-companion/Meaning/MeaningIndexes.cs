using Community.Companion.Words;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Companion.Meaning;

/// <summary>An index in memory for each kind of thing.</summary>
internal sealed class MeaningIndexes
{
    private readonly Dictionary<string, VectorIndex> _byKind = MeaningKind.All.ToDictionary(
        kind => kind,
        _ => new VectorIndex(),
        StringComparer.Ordinal
    );

    public VectorIndex this[string kind] => _byKind[kind];

    /// <summary>The nearest of several kinds together, the best first.</summary>
    public IReadOnlyList<(string Kind, Near Near)> Nearest(
        ReadOnlySpan<float> query,
        IReadOnlyList<string> kinds,
        int count,
        DateTimeOffset now
    )
    {
        var all = new List<(string Kind, Near Near)>();
        foreach (var kind in kinds)
        {
            all.AddRange(_byKind[kind].Nearest(query, count, now).Select(near => (kind, near)));
        }

        return [.. all.OrderByDescending(each => each.Near.Likeness).ThenBy(each => each.Near.Id).Take(count)];
    }
}

/// <summary>
/// Brings the indexes of this instance up to date: everything at the start, then the changes. A transaction's changes become visible when
/// it commits, not in the order of any number that is assigned before. So each round reads the changes of transactions that had not ended
/// when the last round began. Reading a change twice does no harm.
/// </summary>
internal sealed class IndexUpdater(
    NpgsqlDataSource database,
    MeaningIndexes indexes,
    IEmbedder embedder,
    TimeProvider clock,
    ILogger<IndexUpdater> logger
) : PeriodicWork(TimeSpan.FromMilliseconds(500), clock, logger)
{
    private readonly Dictionary<(string Kind, Guid Id), ulong> _seen = [];
    private ulong? _from;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Runs before the service listens: an empty index would answer as if nothing were there.
        await RunOnceAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var horizon = await HorizonAsync(connection, cancellationToken);
        await ReadAsync(connection, cancellationToken);
        _from = horizon;
        ForgetSeenBefore(horizon);
    }

    private static async Task<ulong> HorizonAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())", connection);
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            _from is null
                ? "SELECT kind, id, changed_in, ends_at, vector FROM meaning_items WHERE is_listed AND model = $1"
                : "SELECT kind, id, changed_in, ends_at, CASE WHEN is_listed AND model = $1 THEN vector END FROM meaning_items WHERE changed_in >= $2",
            embedder.Model
        );
        if (_from is { } from)
        {
            command.Parameters.Add(new() { Value = from, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        }

        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var key = (rows.GetString(0), rows.GetGuid(1));
            var changedIn = rows.GetFieldValue<ulong>(2);
            if (_seen.GetValueOrDefault(key) != changedIn)
            {
                Apply(
                    key,
                    rows.IsDBNull(3) ? null : rows.GetFieldValue<DateTimeOffset>(3),
                    rows.IsDBNull(4) ? [] : rows.GetFieldValue<byte[]>(4)
                );
                _seen[key] = changedIn;
            }
        }
    }

    private void Apply((string Kind, Guid Id) key, DateTimeOffset? until, byte[] vector)
    {
        if (vector.Length > 0)
        {
            indexes[key.Kind].Set(key.Id, UnitVector.FromBytes(vector), until);
        }
        else
        {
            indexes[key.Kind].Remove(key.Id);
        }
    }

    /// <summary>Forgets changes that the next round will not read again.</summary>
    private void ForgetSeenBefore(ulong horizon)
    {
        foreach (var key in _seen.Where(seen => seen.Value < horizon).Select(seen => seen.Key).ToList())
        {
            _seen.Remove(key);
        }
    }
}

/// <summary>Deletes the rows of removed items, when every index has long read the removal. Any number of instances may do it.</summary>
internal sealed class GoneItems(NpgsqlDataSource database, TimeProvider clock, ILogger<GoneItems> logger)
    : PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    private const int Batch = 5000;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(
            $"""
            DELETE FROM meaning_items WHERE (kind, id) IN (
                SELECT kind, id FROM meaning_items WHERE NOT is_listed AND changed_at < now() - interval '1 day' LIMIT {Batch} FOR UPDATE SKIP LOCKED)
                AND NOT is_listed
            """
        );
        while (await command.ExecuteNonQueryAsync(cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }
}
