using System.Globalization;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Community.Bench.Startup;

namespace Community.Bench.Scenarios;

/// <summary>
/// The time from the command until all resources are healthy, with everything built and existing data, beside the starts of PostgreSQL and
/// RabbitMQ alone on the same data. Then the processor time of each service until it is ready, beside that of a hello-world. The first
/// start creates the data and is not counted.
/// </summary>
internal static class StartupScenario
{
    private const double MostSeconds = 20;
    private const double MostOurs = 6;
    private const double MostOfServers = 1.5;
    private const double MostOfHello = 2.5;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        using var data = FleetOfItsOwn.NewDataFolder();
        await FleetOfItsOwn.StartAndStopAsync(data);
        var starts = new List<StartTimes>();
        var alone = new List<ServerTimes>();
        for (var round = 0; round < options.Rounds; round++)
        {
            Progress.Show($"start {round + 1} of {options.Rounds}");
            alone.Add(new ServerTimes(await StartServerAsync(data, "postgres"), await StartServerAsync(data, "rabbitmq")));
            starts.Add(await FleetOfItsOwn.StartAndStopAsync(data));
        }

        IReadOnlyDictionary<string, List<double>> services;
        await using (var fleet = await FleetOfItsOwn.StartAsync(data))
        {
            services = await ServiceStarts.MeasureAsync(await fleet.FindAsync(), options.Rounds);
        }

        Progress.Clear();
        var hello = services[ServiceStarts.Hello].Median();
        return new Report(
            [ToTable(starts, alone), ToTable(services, hello)],
            [
                Bar.AtMost("command to all healthy, seconds", starts.Select(start => start.Total).Median(), MostSeconds),
                Bar.AtMost("of it ours, seconds", starts.Select(start => start.Ours).Median(), MostOurs),
                Bar.AtMost(
                    "command to all healthy, by the slower of PostgreSQL and RabbitMQ alone",
                    starts.Zip(alone, (start, servers) => start.Total / servers.Slower).Median(),
                    MostOfServers
                ),
                Bar.AtMost(
                    "processor time of the most expensive service until ready, by a hello-world's",
                    services.Values.Max(seconds => seconds.Median()) / hello,
                    MostOfHello
                ),
            ],
            new
            {
                Starts = starts,
                Alone = alone,
                ProcessorSeconds = services,
            }
        )
        {
            Notes =
            [
                "Ours: everything but the time in which PostgreSQL or RabbitMQ was starting while we had nothing else to wait for, that is",
                "the script and AppHost before anything runs, and PostgreSQL's being there to the last of our services healthy.",
                "Hello-world: a table by EF Core, a consumer by MassTransit and a health check, published as our programs are.",
            ],
        };
    }

    private static async Task<double> StartServerAsync(TemporaryFolder data, string server)
    {
        var (output, errors, exitCode) = await Programs.RunAsync(
            Path.Combine(Repository.Root, "artifacts/AppHost/Community.AppHost"),
            "server-start",
            server,
            "--data",
            data["data"]
        );
        return exitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new BenchException($"{server} did not start alone: {errors}");
    }

    private static Table ToTable(List<StartTimes> starts, List<ServerTimes> alone)
    {
        var table = new Table("medians of starts", "seconds", "lowest", "highest");
        Add("script and AppHost, until servers start", starts.Select(start => start.BeforeServers));
        foreach (var name in starts[0].RunningAt.Keys)
        {
            Add($"{name} running, from there", starts.Select(start => start.RunningAt[name]));
        }

        Add("PostgreSQL there to our last healthy", starts.Select(start => start.AfterPostgres));
        Add("ours", starts.Select(start => start.Ours));
        Add("all", starts.Select(start => start.Total));
        Add("PostgreSQL alone", alone.Select(servers => servers.Postgres));
        Add("RabbitMQ alone", alone.Select(servers => servers.RabbitMq));
        return table;

        void Add(string what, IEnumerable<double> seconds)
        {
            double[] all = [.. seconds];
            table.Add(what, Table.Figure(all.Median()), Table.Figure(all.Min()), Table.Figure(all.Max()));
        }
    }

    private static Table ToTable(IReadOnlyDictionary<string, List<double>> services, double hello)
    {
        var table = new Table("processor time until ready", "seconds", "of hello-world", "lowest", "highest");
        foreach (var (name, seconds) in services)
        {
            table.Add(
                name,
                Table.Figure(seconds.Median()),
                Table.Figure(seconds.Median() / hello),
                Table.Figure(seconds.Min()),
                Table.Figure(seconds.Max())
            );
        }

        return table;
    }
}

/// <summary>The times of a start, in seconds.</summary>
/// <param name="Total">From the command until all are healthy.</param>
/// <param name="BeforeServers">From the command until AppHost starts the resources.</param>
/// <param name="RunningAt">When each resource was running, from that time.</param>
internal sealed record StartTimes(double Total, double BeforeServers, IReadOnlyDictionary<string, double> RunningAt)
{
    /// <summary>The time from PostgreSQL's readiness until the last of our programs was healthy.</summary>
    public double AfterPostgres =>
        RunningAt.Where(pair => pair.Key is not ("postgres" or "rabbitmq")).Max(pair => pair.Value) - RunningAt["postgres"];

    /// <summary>The time of our own programs, as if the servers had been running before.</summary>
    public double Ours => BeforeServers + AfterPostgres;
}

/// <summary>The seconds until each server was healthy when it started alone.</summary>
internal sealed record ServerTimes(double Postgres, double RabbitMq)
{
    /// <summary>The longer of both.</summary>
    public double Slower => Math.Max(Postgres, RabbitMq);
}
