using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Scenarios;

/// <summary>
/// The shortest chain between two of 100,000 people with a heavy-tailed million connections, and the graph around a person. They go through
/// the gateway and are compared with a recursive query for the same answer and with PostgreSQL's reads of a person by key.
/// </summary>
internal static class GraphScenario
{
    private const int Callers = 16;
    private const int ConnectionsOfEach = 15;
    private const int Compared = 10;
    private const string ByKey = "PostgreSQL, by key";
    private const string Paths = "paths";
    private const string OneByOne = "paths, one by one";
    private const string Recursive = "recursive query, one by one";
    private const double LeastOfRecursive = 10;
    private const double MostMilliseconds = 250;

    // PostgreSQL produces the rows breadth first and only as many as are read, so the first is a shortest chain.
    private const string RecursiveQuery = """
        WITH RECURSIVE reached (id, steps) AS (
            SELECT $1::uuid, 0
            UNION SELECT e.other_id, r.steps + 1 FROM reached r JOIN connection_edges e ON e.user_id = r.id WHERE r.steps < 6)
        SELECT steps FROM reached WHERE id = $2 LIMIT 1
        """;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var connection = fleet.ConnectionString("social");
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet, Math.Max(64, options.Connections));
        Progress.Show($"adding {SeededPeople.People} people with {SeededPeople.Connections} connections");
        await using var seeded = await SeededPeople.CreateAsync(connection);
        await members.AddRegisteredAsync(Callers);
        await seeded.ConnectAsync([.. members.All.Select(member => member.Id)], ConnectionsOfEach);
        await using var database = NpgsqlDataSource.Create(connection);
        await CompareAsync(members, database);

        var rounds = await Rounds.RunAsync(
            options,
            Pgbench.PrimaryKeyReads(
                ByKey,
                connection,
                "SELECT username, full_name, bio, region, interests, identity_badge FROM people",
                Enumerable.Range(1, 100).Select(number => SeededPeople.At(number * 997)),
                folder,
                options.Connections
            ),
            ClosedLoop.Of(Paths, options.Connections, _ => PathAsync(members, Pair(members))),
            ClosedLoop.Of(OneByOne, 1, _ => PathAsync(members, Pair(members))),
            ClosedLoop.Of(Recursive, 1, _ => RecursiveAsync(database, Pair(members))),
            Wrk.Get("graph, one step", $"{fleet.GatewayUrl}/api/v1/network/graph", folder, options.Connections, members.Tokens),
            Wrk.Get(
                "graph, two steps",
                $"{fleet.GatewayUrl}/api/v1/network/graph?depth=2&limit=500",
                folder,
                options.Connections,
                members.Tokens
            )
        );

        return new Report(
            [rounds.ToTable(ByKey)],
            [
                Bar.AtLeast(
                    "paths one by one through the gateway, of the recursive query",
                    rounds.Ratio(OneByOne, Recursive),
                    LeastOfRecursive
                ),
                Bar.AtMost("p99 of a path one by one, ms", rounds.Median(OneByOne, sample => sample.P99), MostMilliseconds),
            ],
            rounds.Samples
        )
        {
            Notes =
            [
                $"From {Callers} people with {ConnectionsOfEach} connections each to random ones of the {SeededPeople.People}; before the run {Compared} paths were as long as the recursive query says.",
                "The recursive query: WITH RECURSIVE, prepared, straight at the database, to the first row that reaches the other person; without names, and without checks of visibility.",
                $"{SeededPeople.People} people and {SeededPeople.Connections} connections were written by SQL, and deleted at the end.",
            ],
        };
    }

    private static (Member From, Guid To) Pair(Members members) =>
        (members.All[Random.Shared.Next(members.All.Count)], SeededPeople.At(Random.Shared.Next(1, SeededPeople.People + 1)));

    private static async Task CompareAsync(Members members, NpgsqlDataSource database)
    {
        for (var i = 0; i < Compared; i++)
        {
            var pair = Pair(members);
            var (path, recursive) = (await PathAsync(members, pair), await RecursiveAsync(database, pair));
            if (path != recursive)
            {
                throw new BenchException(
                    $"From {pair.From.Id} to {pair.To} the service says {path} steps, the recursive query {recursive}."
                );
            }
        }
    }

    private static async Task<int?> PathAsync(Members members, (Member From, Guid To) pair)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/network/path/{pair.To}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pair.From.AccessToken);
        using var answer = await members.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var length = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("length");
        return length.ValueKind == JsonValueKind.Number ? length.GetInt32() : null;
    }

    private static async Task<int?> RecursiveAsync(NpgsqlDataSource database, (Member From, Guid To) pair)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(RecursiveQuery, connection) { CommandTimeout = 300 };
        command.Parameters.Add(new() { Value = pair.From.Id });
        command.Parameters.Add(new() { Value = pair.To });
        await command.PrepareAsync();
        return (int?)await command.ExecuteScalarAsync();
    }
}
