using System.Collections.Concurrent;
using Community.Messaging.Channels;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>Facts of a channel that never change.</summary>
internal sealed record ChannelFact(Guid Id, string Kind, Guid? EventId, Guid? LowId, Guid? HighId)
{
    public bool IsDirect => Kind == ChannelKind.Direct;

    public static ChannelFact Of(Channel channel) => new(channel.Id, channel.Kind, channel.EventId, channel.LowId, channel.HighId);

    /// <summary>Whether it is the conversation of these two people.</summary>
    public bool IsBetween(Guid one, Guid other) => (LowId == one && HighId == other) || (LowId == other && HighId == one);
}

/// <summary>Caches <see cref="ChannelFact"/>s.</summary>
internal sealed class ChannelFacts(NpgsqlDataSource database)
{
    private const int Most = 50_000;
    private readonly ConcurrentDictionary<Guid, ChannelFact> _known = new();
    private int _count;

    public async Task<ChannelFact?> FindAsync(Guid id)
    {
        var isKnown = _known.TryGetValue(id, out var known);
        CacheMetrics.Asked("channels", isKnown);
        if (isKnown)
        {
            return known;
        }

        await using var command = database.CreateCommand("SELECT kind, event_id, low_id, high_id FROM channels WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var row = await command.ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return null;
        }

        var fact = new ChannelFact(id, row.GetString(0), IdAt(row, 1), IdAt(row, 2), IdAt(row, 3));
        Add(fact);
        return fact;
    }

    private static Guid? IdAt(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private void Add(ChannelFact fact)
    {
        // Reading them again is cheap, so all are forgotten at once.
        if (Interlocked.Increment(ref _count) > Most)
        {
            _known.Clear();
            Volatile.Write(ref _count, 1);
        }

        _known[fact.Id] = fact;
    }
}
