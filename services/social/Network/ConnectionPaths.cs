using Community.Platform.Data;
using Community.Social.People;
using Npgsql;

namespace Community.Social.Network;

/// <summary>The result of a search for a chain of connections.</summary>
/// <param name="People">From one to the other, both included; empty: no chain was found.</param>
/// <param name="IsComplete">Whether the search was complete; false: a chain may exist that would have taken too long to find.</param>
internal sealed record ConnectionPath(IReadOnlyList<Guid> People, bool IsComplete);

/// <summary>
/// The shortest chain of accepted connections between two users, through users whom the first of them sees. It is a breadth-first search
/// from both ends. Each step expands a whole level of the smaller side, so that the two sides meet in the middle. Each level is one
/// statement.
/// <para>
/// 1. Levels are complete, so the first meeting is a shortest chain. Of several chains the one with the smallest ids at the meeting counts.
/// 2. The chain has no hidden users: those known beforehand (blocked, suspended) are left out at once. The users on the chain are then
///    checked by the whole policy; if one is hidden, that user is left out and the search begins again.
/// 3. At most <see cref="MostSteps"/> steps, and <paramref name="budget"/> connections are read, so that the cost of an answer is bounded
///    even if users have thousands of connections.
/// </para>
/// </summary>
internal sealed class ConnectionPaths(NpgsqlDataSource database, TimeProvider clock, int budget = ConnectionPaths.Budget)
{
    /// <summary>The number of steps of a chain at most.</summary>
    public const int MostSteps = 6;

    private const int Budget = 400_000;

    public async Task<ConnectionPath> FindAsync(Guid viewer, Guid other, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var unseen = await IdsAsync(connection, UnseenOf(viewer, now), cancellationToken);
        unseen.Remove(viewer);
        for (var left = budget; ; )
        {
            var search = new TwoSidedSearch(viewer, other);
            while (left > 0 && search.NextFrontier() is { } frontier)
            {
                var read = await EdgesAsync(connection, frontier, unseen, left, search.Take, cancellationToken);
                left -= read;
                if (left > 0)
                {
                    search.EndLevel();
                }
            }

            var path = search.Path;
            if (path.Count == 0)
            {
                return new([], left > 0);
            }

            var seen = await IdsAsync(connection, SeenOf(viewer, now, path), cancellationToken);
            var barred = path.Where(id => id != viewer && !seen.Contains(id)).ToArray();
            if (barred.Length == 0 || barred.Contains(other))
            {
                return new(barred.Length == 0 ? path : [], IsComplete: true);
            }

            unseen.UnionWith(barred);
        }
    }

    /// <summary>The connections of a level: pairs of a user of the level and their neighbour.</summary>
    internal static NpgsqlCommand LevelOf(Guid[] frontier, Guid[] unseen, int most)
    {
        var statement = new Statement();
        return statement
            .Add(
                $"""
                SELECT e.user_id, e.other_id FROM unnest({statement.Parameter(
                    frontier
                )}) AS f (id) JOIN connection_edges e ON e.user_id = f.id
                WHERE e.other_id NOT IN (SELECT unnest({statement.Parameter(unseen)})) LIMIT {statement.Parameter(most)}
                """
            )
            .ToCommand();
    }

    internal static NpgsqlCommand UnseenOf(Guid viewer, DateTimeOffset now)
    {
        var statement = new Statement();
        return statement.Add(Visibility.Unseen(statement.Parameter(viewer), statement.Parameter(now))).ToCommand();
    }

    private static NpgsqlCommand SeenOf(Guid viewer, DateTimeOffset now, IReadOnlyList<Guid> people)
    {
        var statement = new Statement();
        return statement
            .Add(
                $"""
                SELECT p.id FROM people p
                WHERE p.id = ANY ({statement.Parameter(people.ToArray())}) AND {Visibility.IsSeen(
                    "p",
                    statement.Parameter(viewer),
                    statement.Parameter(now)
                )}
                """
            )
            .ToCommand();
    }

    private static async Task<int> EdgesAsync(
        NpgsqlConnection connection,
        Guid[] frontier,
        HashSet<Guid> unseen,
        int most,
        Action<Guid, Guid> take,
        CancellationToken cancellationToken
    )
    {
        await using var command = LevelOf(frontier, [.. unseen], most);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = 0;
        for (; await reader.ReadAsync(cancellationToken); read++)
        {
            take(reader.GetGuid(0), reader.GetGuid(1));
        }

        return read;
    }

    private static async Task<HashSet<Guid>> IdsAsync(
        NpgsqlConnection connection,
        NpgsqlCommand statement,
        CancellationToken cancellationToken
    )
    {
        await using var command = statement;
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
