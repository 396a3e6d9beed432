using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Scenarios;

/// <summary>
/// The processor time of a request in the gateway, in the service and in PostgreSQL, for the routes that clients call most: among 100,000
/// people with a million connections and a million activities, 100,000 events, and 50 notifications of each caller.
/// </summary>
internal static class CostScenario
{
    private const int Callers = 16;
    private const int ConnectionsOfEach = 30;
    private const int FollowsOfEach = 20;
    private const int NotificationsOfEach = 50;

    private const string InsertNotifications = """
        INSERT INTO notifications (id, user_id, kind, group_key, actor_ids, count, target_type, target_id, created_at, updated_at, read_at)
        SELECT gen_random_uuid(), u.id, 'connection_requested', 'bench ' || n, ARRAY[u.id], 1, 'user', u.id, at, at, CASE WHEN n % 2 = 0 THEN at END
        FROM unnest($1) AS u (id), generate_series(1, $2) AS n, LATERAL (SELECT now() - n * interval '1 minute') AS t (at)
        """;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        Progress.Show("adding people, connections, activities and events");
        await using var people = await SeededPeople.CreateAsync(fleet.ConnectionString("social"));
        await using var activities = await SeededActivities.CreateAsync(fleet.ConnectionString("social"));
        await using var events = await SeededEvents.CreateAsync(fleet.ConnectionString("events"));
        await members.AddRegisteredAsync(Callers);
        Guid[] callers = [.. members.All.Select(member => member.Id)];
        await people.ConnectAsync(callers, ConnectionsOfEach);
        await activities.FollowAsync(callers, FollowsOfEach);
        await NotifyAsync(fleet.ConnectionString("messaging"), callers);

        var costs = new Dictionary<string, List<Cost>>(StringComparer.Ordinal);
        Alternative Get(string path, string service)
        {
            var name = $"GET {path}";
            costs[name] = [];
            var wrk = Wrk.Get(name, $"{fleet.GatewayUrl}/api/v1{path}", folder, options.Connections, members.Tokens);
            return new Alternative(
                name,
                async duration =>
                {
                    var before = await ReadAsync(service);
                    var sample = await wrk.RunAsync(duration);
                    costs[name].Add((await ReadAsync(service) - before) / (sample.PerSecond * duration.TotalSeconds));
                    return sample;
                }
            );
        }

        // The present processes: PostgreSQL starts one for each connection.
        async Task<Cost> ReadAsync(string service)
        {
            var now = await RunningFleet.FindAsync(options.Dashboard);
            return new(
                Processor.Seconds(now["gateway"].Pids),
                Processor.Seconds(now[service].Pids),
                Processor.Seconds(now["postgres"].Pids)
            );
        }

        var rounds = await Rounds.RunAsync(
            options,
            Get("/auth/me", "identity"),
            Get("/events", "events"),
            Get("/events/nearby?lat=25&lng=55&radius_km=10", "events"),
            Get("/discover/people", "social"),
            Get("/discover/people?region=Dubai", "social"),
            Get("/discover/suggestions", "social"),
            Get("/feed", "social"),
            Get("/notifications", "messaging")
        );

        var table = new Table(
            "milliseconds of processor a request, medians of rounds",
            "gateway",
            "service",
            "PostgreSQL",
            "together",
            "a second",
            "errors"
        );
        foreach (var (name, samples) in rounds.Samples)
        {
            // The first is the warm-up turn.
            Cost[] turns = [.. costs[name].Skip(1)];
            string Milliseconds(Func<Cost, double> of) => Table.Figure(turns.Select(of).Median() * 1000);
            table.Add(
                name,
                Milliseconds(cost => cost.Gateway),
                Milliseconds(cost => cost.Service),
                Milliseconds(cost => cost.Postgres),
                Milliseconds(cost => cost.Together),
                Table.Figure(rounds.Median(name, sample => sample.PerSecond)),
                Table.Figure(samples.Sum(sample => sample.Errors))
            );
        }

        return new Report([table], [], new { rounds.Samples, Costs = costs })
        {
            Notes =
            [
                $"{Callers} people in turn, each with {ConnectionsOfEach} connections, {FollowsOfEach} follows and {NotificationsOfEach} notifications, over {options.Connections} connections.",
                "User and system time of the processes (/proc/PID/stat), divided by the requests that were answered. Other work of the same processes is in it.",
            ],
        };
    }

    private static async Task NotifyAsync(string connectionString, Guid[] callers)
    {
        await using var messaging = NpgsqlDataSource.Create(connectionString);
        await using var command = messaging.CreateCommand(InsertNotifications);
        command.Parameters.Add(new() { Value = callers });
        command.Parameters.Add(new() { Value = NotificationsOfEach });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Processor time, in seconds.</summary>
    private sealed record Cost(double Gateway, double Service, double Postgres)
    {
        public double Together => Gateway + Service + Postgres;

        public static Cost operator -(Cost one, Cost other) =>
            new(one.Gateway - other.Gateway, one.Service - other.Service, one.Postgres - other.Postgres);

        public static Cost operator /(Cost cost, double requests) =>
            new(cost.Gateway / requests, cost.Service / requests, cost.Postgres / requests);
    }
}
