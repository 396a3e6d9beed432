using Community.Social.Data;
using Community.Social.Network;
using Community.Testing;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace Community.Social.Tests.Network;

/// <summary>Paths, compared with a plain search through the same generated graphs in memory.</summary>
public sealed class PathProperties(TestServers servers)
{
    private const int People = 24;

    /// <summary>
    /// Connections by number, and the people whom the first person does not see: they block, are blocked, are suspended, guests, erased or
    /// unknown.
    /// </summary>
    private sealed record Case((int One, int Other)[] Connections, Dictionary<int, string> Hidden, int To);

    /// <summary>Most are connected with a person of a near number, so that there are long chains, too.</summary>
    private static readonly Gen<Case> Cases =
        from count in Gen.Choose(8, 60)
        from pairs in (
            from one in Gen.Choose(0, People - 1)
            from step in Gen.Elements(1, 1, 2, 3, 11)
            select (one, other: (one + step) % People)
        ).ArrayOf(count)
        from hidden in (
            from who in Gen.Choose(1, People - 1)
            from how in Gen.Elements("blocks", "blocked", "suspended", "guest", "erased", "unknown")
            select (who, how)
        ).ArrayOf(3)
        from to in Gen.Choose(0, People - 1)
        select new Case([.. pairs.Distinct()], hidden.DistinctBy(h => h.who).ToDictionary(h => h.who, h => h.how), to);

    [Fact]
    public async Task APathIsAsShortAsPossibleAndHasNoHiddenUser()
    {
        await using var database = await servers.CreateBareDatabaseAsync("paths", typeof(SocialDb).Assembly);
        var (found, none, number) = (0, 0, 0);
        Prop.ForAll(
                Arb.From(Cases),
                c =>
                {
                    var ids = Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7()).ToArray();
                    number++;
                    CheckAsync(database, c, ids).GetAwaiter().GetResult();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));
        number.ShouldBeGreaterThanOrEqualTo(150);
        (found, none).ShouldSatisfyAllConditions(
            counts => counts.found.ShouldBeGreaterThan(20),
            counts => counts.none.ShouldBeGreaterThan(20)
        );

        async Task CheckAsync(NpgsqlDataSource data, Case c, Guid[] ids)
        {
            await InsertAsync(data, c, ids);
            var path = await new ConnectionPaths(data, TimeProvider.System).FindAsync(ids[0], ids[c.To], CancellationToken.None);
            path.IsComplete.ShouldBeTrue();
            var expected = c.Hidden.ContainsKey(c.To) ? null : LengthOf(c);
            (path.People.Count == 0 ? (int?)null : path.People.Count - 1).ShouldBe(expected);
            if (expected is null)
            {
                none++;
                return;
            }

            found++;
            var way = path.People.Select(id => Array.IndexOf(ids, id)).ToArray();
            (way[0], way[^1]).ShouldBe((0, c.To));
            way.ShouldAllBe(who => !c.Hidden.ContainsKey(who));
            way.Zip(way.Skip(1)).ShouldAllBe(step => c.Connections.Contains(step) || c.Connections.Contains(new(step.Second, step.First)));
            (await new ConnectionPaths(data, TimeProvider.System).FindAsync(ids[0], ids[c.To], CancellationToken.None)).People.ShouldBe(
                path.People
            );
        }
    }

    [Fact]
    public async Task ASearchThatWouldTakeTooLongSaysSo()
    {
        await using var database = await servers.CreateBareDatabaseAsync("budget", typeof(SocialDb).Assembly);
        var ids = Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7()).ToArray();
        var chain = new Case([.. Enumerable.Range(0, 5).Select(n => (n, n + 1)), .. Enumerable.Range(6, 15).Select(n => (1, n))], [], 5);
        await InsertAsync(database, chain, ids);
        (
            await new ConnectionPaths(database, TimeProvider.System, budget: 10).FindAsync(ids[0], ids[5], CancellationToken.None)
        ).ShouldSatisfyAllConditions(path => path.People.ShouldBeEmpty(), path => path.IsComplete.ShouldBeFalse());
        (await new ConnectionPaths(database, TimeProvider.System).FindAsync(ids[0], ids[5], CancellationToken.None)).People.ShouldBe(
            ids.Take(6)
        );
    }

    /// <summary>Breadth first from one end, in memory.</summary>
    private static int? LengthOf(Case c)
    {
        var reached = new HashSet<int> { 0 };
        var level = new List<int> { 0 };
        for (var length = 0; length <= ConnectionPaths.MostSteps; length++)
        {
            if (level.Contains(c.To))
            {
                return length;
            }

            level =
            [
                .. level
                    .SelectMany(who =>
                        c.Connections.Where(pair => pair.One == who || pair.Other == who)
                            .Select(pair => pair.One == who ? pair.Other : pair.One)
                    )
                    .Where(who => !c.Hidden.ContainsKey(who) && reached.Add(who)),
            ];
        }

        return null;
    }

    private static async Task InsertAsync(NpgsqlDataSource database, Case c, Guid[] ids)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO people (id, profile_version, username, created_at, is_suspended, is_guest, is_erased)
            SELECT id, CASE WHEN how IN ('erased', 'unknown') THEN 0 ELSE 1 END, CASE WHEN how IN ('erased', 'unknown') THEN NULL ELSE 'somebody' END,
                now(), how = 'suspended', how = 'guest', how = 'erased'
            FROM unnest($1, $2) AS p (id, how);
            """
        );
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = Enumerable.Range(0, People).Select(n => c.Hidden.GetValueOrDefault(n, "")).ToArray() });
        await command.ExecuteNonQueryAsync();

        await using var blocks = database.CreateCommand(
            """
            INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since)
            SELECT gen_random_uuid(), CASE how WHEN 'blocks' THEN id ELSE $3 END, CASE how WHEN 'blocks' THEN $3 ELSE id END, 1, true, now()
            FROM unnest($1, $2) AS p (id, how) WHERE how IN ('blocks', 'blocked')
            """
        );
        foreach (var parameter in command.Parameters.ToArray())
        {
            blocks.Parameters.Add(new() { Value = parameter.Value });
        }

        blocks.Parameters.Add(new() { Value = ids[0] });
        await blocks.ExecuteNonQueryAsync();

        await using var edges = database.CreateCommand(
            """
            INSERT INTO connection_edges (user_id, other_id, since)
            SELECT one, other, now() FROM unnest($1, $2) AS p (one, other) UNION SELECT other, one, now() FROM unnest($1, $2) AS p (one, other)
            """
        );
        edges.Parameters.Add(new() { Value = c.Connections.Select(pair => ids[pair.One]).ToArray() });
        edges.Parameters.Add(new() { Value = c.Connections.Select(pair => ids[pair.Other]).ToArray() });
        await edges.ExecuteNonQueryAsync();
    }
}
