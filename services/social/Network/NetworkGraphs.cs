using Community.Platform.Data;
using Community.Social.People;
using Npgsql;

namespace Community.Social.Network;

/// <summary>
/// The graph around a user, to draw: the closest first, then the most connected, then by id. If a user has very many connections, the
/// newest <see cref="Considered"/> are considered, and of each of the users shown the newest <see cref="OfEach"/> for the second step.
/// </summary>
internal sealed class NetworkGraphs(NpgsqlDataSource database, TimeProvider clock)
{
    private const int Considered = 1_000;
    private const int OfEach = 200;
    private const int MostEdges = 5_000;

    public async Task<NetworkGraph> FindAsync(Guid viewer, int depth, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var nodes = new List<NetworkNode>();
        await using (var command = NodesOf(viewer, depth, limit, clock.GetUtcNow()))
        {
            command.Connection = connection;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var person = new PersonSummary(
                    reader.Get<Guid>("id"),
                    reader.Get<string>("username"),
                    reader.GetTextOrNull("full_name"),
                    reader.GetTextOrNull("picture_url"),
                    reader.GetTextOrNull("identity_badge"),
                    IsBot: false // has no connections
                );
                nodes.Add(new(person, reader.Get<int>("degree"), reader.Get<int>("distance")));
            }
        }

        var edges = new List<NetworkEdge>();
        await using (var command = EdgesAmong(viewer, [.. nodes.Select(node => node.Person.Id)]))
        {
            command.Connection = connection;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                edges.Add(new(reader.GetGuid(0), reader.GetGuid(1)));
            }
        }

        return new(nodes, edges);
    }

    /// <summary>
    /// Rows of: user (five columns), the number of connections with users whom the viewer sees, the distance from the viewer.
    /// </summary>
    internal static NpgsqlCommand NodesOf(Guid viewer, int depth, int limit, DateTimeOffset now)
    {
        var statement = new Statement();
        var (me, at, most) = (statement.Parameter(viewer), statement.Parameter(now), statement.Parameter(limit));
        statement.Add(
            $"""
            WITH unseen AS MATERIALIZED ({Visibility.Unseen(me, at)}),
            near AS MATERIALIZED (
                SELECT p.id, {Degree("p.id")} AS degree FROM (
                    SELECT other_id FROM connection_edges WHERE user_id = {me} ORDER BY since DESC, other_id LIMIT {Considered}) AS e
                    JOIN people p ON p.id = e.other_id
                WHERE {Visibility.IsListed("p")} AND p.id NOT IN (SELECT id FROM unseen)
                ORDER BY degree DESC, p.id LIMIT {most} - 1),
            """
        );
        // The second step: users with most connections to the users already shown.
        statement.Add(
            depth == 1
                ? "far AS (SELECT id, degree FROM near WHERE false)"
                : $"""
                ways AS (
                    SELECT w.other_id AS id, count(*) AS ways FROM near, LATERAL (
                        SELECT other_id FROM connection_edges WHERE user_id = near.id ORDER BY since DESC, other_id LIMIT {OfEach}) AS w
                    WHERE w.other_id <> {me} AND w.other_id NOT IN (SELECT id FROM unseen)
                        AND w.other_id NOT IN (SELECT other_id FROM connection_edges WHERE user_id = {me})
                    GROUP BY w.other_id ORDER BY count(*) DESC, w.other_id LIMIT 2 * {most}),
                chosen AS (
                    SELECT p.id, w.ways FROM ways w JOIN people p ON p.id = w.id WHERE {Visibility.IsListed("p")}
                    ORDER BY w.ways DESC, p.id LIMIT {most} - 1 - (SELECT count(*) FROM near)),
                far AS MATERIALIZED (SELECT id, {Degree("chosen.id")} AS degree FROM chosen)
                """
        );
        return statement
            .Add(
                $"""
                , shown AS (
                    SELECT id, 0 AS distance, {Degree("people.id")} AS degree FROM people WHERE id = {me} AND profile_version > 0
                    UNION ALL SELECT id, 1, degree FROM near UNION ALL SELECT id, 2, degree FROM far)
                SELECT p.id, p.username, p.full_name, p.picture_url, p.identity_badge, s.degree::integer AS degree, s.distance
                FROM shown s JOIN people p ON p.id = s.id ORDER BY s.distance, s.degree DESC, p.id
                """
            )
            .ToCommand();

        static string Degree(string id) =>
            $"(SELECT count(*) FROM connection_edges d WHERE d.user_id = {id} AND d.other_id NOT IN (SELECT id FROM unseen))";
    }

    /// <summary>Each connection among these users once, those of the viewer first; at most <see cref="MostEdges"/>.</summary>
    internal static NpgsqlCommand EdgesAmong(Guid viewer, Guid[] people)
    {
        var statement = new Statement();
        var (me, ids) = (statement.Parameter(viewer), statement.Parameter(people));
        return statement
            .Add(
                $"""
                SELECT e.user_id, e.other_id FROM unnest({ids}) AS f (id) JOIN connection_edges e ON e.user_id = f.id
                WHERE e.user_id < e.other_id AND e.other_id IN (SELECT unnest({ids}))
                ORDER BY {me} NOT IN (e.user_id, e.other_id), e.user_id, e.other_id LIMIT {MostEdges}
                """
            )
            .ToCommand();
    }
}
