using System.Diagnostics;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Startup;

/// <summary>
/// The processor time that each service needs until it is ready, beside that of <see cref="HelloService"/> on the same servers. They start
/// one after the other as further instances of a running fleet, in alternating order. Processor time hardly depends on other load.
/// </summary>
internal static class ServiceStarts
{
    /// <summary>The yardstick's name among the results.</summary>
    public const string Hello = "hello-world";

    private static readonly string[] Services = ["identity", "social", "events", "payments", "messaging", "ai-companion"];

    /// <summary>Seconds of processor time of each start, by service.</summary>
    public static async Task<IReadOnlyDictionary<string, List<double>>> MeasureAsync(RunningFleet fleet, int rounds)
    {
        var (postgres, rabbitMq) = await PrepareAsync(fleet);
        string[] all = [Hello, .. Services];
        var seconds = all.ToDictionary(name => name, _ => new List<double>(), StringComparer.Ordinal);
        // The first start of each is not counted: it reads files that are not in memory yet, and makes the yardstick's queue.
        for (var round = 0; round <= rounds; round++)
        {
            Progress.Show(round == 0 ? "a first start of each service" : $"services, round {round} of {rounds}");
            foreach (var name in round % 2 == 0 ? all : all.Reverse())
            {
                await using var twin =
                    name == Hello ? await Twin.StartAsync(Hello, HelloInfo(postgres, rabbitMq)) : await Twin.StartAsync(fleet, name);
                if (round > 0)
                {
                    seconds[name].Add(Processor.Seconds([twin.Pid]));
                }
            }
        }

        Progress.Clear();
        return seconds;
    }

    private static ProcessStartInfo HelloInfo(string postgres, string rabbitMq) =>
        new(Environment.ProcessPath!, [HelloService.Command])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                [$"ConnectionStrings__{HelloService.Database}"] = postgres,
                ["ConnectionStrings__rabbitmq"] = rabbitMq,
                ["MALLOC_ARENA_MAX"] = "2",
            },
        };

    /// <summary>A database of its own on the fleet's server, with the table; and the broker's address.</summary>
    private static async Task<(string Postgres, string RabbitMq)> PrepareAsync(RunningFleet fleet)
    {
        var theirs = fleet.ConnectionString("events");
        var ours = new NpgsqlConnectionStringBuilder(theirs) { Database = HelloService.Database }.ConnectionString;
        await ExecuteAsync(theirs, $"CREATE DATABASE {HelloService.Database}");
        await ExecuteAsync(ours, HelloService.Schema);
        return (ours, fleet.ConnectionString("rabbitmq", of: "events"));
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
