using System.Collections.Concurrent;
using Community.Messaging.Messages;
using Community.Platform.Hosting.Telemetry;
using Npgsql;

namespace Community.Messaging.People;

/// <summary>
/// Names and pictures of the people whose messages are read, kept in memory so that a page of messages joins nothing. The projection of
/// people signals to every instance which person has changed (<see cref="Realtime.IRealtimePublisher.PersonChanged"/>); an instance that
/// missed it shows the former name for a minute at most. People without a name (not known yet, or erased) are not kept. Thread safe.
/// </summary>
internal sealed class PeopleNames(NpgsqlDataSource database, TimeProvider clock)
{
    private const int Most = 50_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, Known> _known = new();
    private long _changes;

    private sealed record Known(AuthorView View, long ReadAt);

    /// <summary>These people, without those who have no name.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, AuthorView>> FindAsync(
        IReadOnlySet<Guid> ids,
        CancellationToken cancellationToken = default
    )
    {
        var (found, missing) = InMemory(ids);
        if (missing.Count > 0)
        {
            foreach (var view in await ReadAsync([.. missing], cancellationToken))
            {
                found[view.Id] = view;
            }
        }

        return found;
    }

    /// <summary>
    /// The same, without people for whom the database cannot be asked at this moment: for an answer that must not fail any more.
    /// </summary>
    public async ValueTask<IReadOnlyDictionary<Guid, AuthorView>> FindIfPossibleAsync(IReadOnlySet<Guid> ids)
    {
        try
        {
            return await FindAsync(ids);
        }
        catch (NpgsqlException)
        {
            return InMemory(ids).Found;
        }
    }

    /// <summary>One person; null: no name, or the database cannot be asked at this moment.</summary>
    public async ValueTask<AuthorView?> FindIfPossibleAsync(Guid id) =>
        (await FindIfPossibleAsync(new HashSet<Guid> { id })).GetValueOrDefault(id);

    /// <summary>A person's name or picture changed, or is gone.</summary>
    public void Forget(Guid id)
    {
        // Counted first: a reader that began before this does not keep its result.
        Interlocked.Increment(ref _changes);
        _known.TryRemove(id, out _);
    }

    private (Dictionary<Guid, AuthorView> Found, List<Guid> Missing) InMemory(IReadOnlySet<Guid> ids)
    {
        var found = new Dictionary<Guid, AuthorView>(ids.Count);
        List<Guid> missing = [];
        foreach (var id in ids)
        {
            if (_known.TryGetValue(id, out var known) && clock.GetElapsedTime(known.ReadAt) < Lifetime)
            {
                found.Add(id, known.View);
            }
            else
            {
                missing.Add(id);
            }
        }

        CacheMetrics.Asked("names", isHit: true, found.Count);
        CacheMetrics.Asked("names", isHit: false, missing.Count);
        return (found, missing);
    }

    private async Task<List<AuthorView>> ReadAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var (changes, readAt) = (Interlocked.Read(ref _changes), clock.GetTimestamp());
        await using var command = database.CreateCommand(
            "SELECT id, username, full_name, picture_url, is_bot FROM people WHERE id = ANY ($1) AND username IS NOT NULL"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        var views = new List<AuthorView>();
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                views.Add(
                    new(
                        row.GetGuid(0),
                        row.GetString(1),
                        row.IsDBNull(2) ? null : row.GetString(2),
                        row.IsDBNull(3) ? null : row.GetString(3),
                        row.GetBoolean(4)
                    )
                );
            }
        }

        if (_known.Count > Most)
        {
            _known.Clear();
        }

        foreach (var view in views)
        {
            _known[view.Id] = new(view, readAt);
        }

        if (Interlocked.Read(ref _changes) != changes)
        {
            // A change came meanwhile, so the result may be outdated.
            views.ForEach(view => _known.TryRemove(view.Id, out _));
        }

        return views;
    }
}
