using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// The time from the command until all resources are healthy, with everything built and existing data. The first start creates the data and
/// is not counted.
/// </summary>
internal static class StartupScenario
{
    private const double MostSeconds = 20;
    private const double MostOurs = 6;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        using var data = FleetOfItsOwn.NewDataFolder();
        await StartAndStopAsync(data);
        var starts = new List<StartTimes>();
        for (var round = 0; round < options.Rounds; round++)
        {
            Progress.Show($"start {round + 1} of {options.Rounds}");
            starts.Add(await StartAndStopAsync(data));
        }

        Progress.Clear();
        return new Report(
            [ToTable(starts)],
            [
                Bar.AtMost("command to all healthy, seconds", starts.Select(start => start.Total).Median(), MostSeconds),
                Bar.AtMost("of it ours, seconds", starts.Select(start => start.Ours).Median(), MostOurs),
            ],
            starts
        )
        {
            Notes =
            [
                "Ours: everything but the time in which PostgreSQL or RabbitMQ was starting while we had nothing else to wait for, that is",
                "the script and AppHost before anything runs, and PostgreSQL's being there to the last of our services healthy.",
            ],
        };
    }

    private static async Task<StartTimes> StartAndStopAsync(TemporaryFolder data)
    {
        await using var fleet = await FleetOfItsOwn.StartAsync(data);
        return fleet.Times;
    }

    private static Table ToTable(List<StartTimes> starts)
    {
        var table = new Table("medians of starts", "seconds", "lowest", "highest");
        Add("script and AppHost, until servers start", start => start.BeforeServers);
        foreach (var name in starts[0].RunningAt.Keys)
        {
            Add($"{name} running, from there", start => start.RunningAt[name]);
        }

        Add("PostgreSQL there to our last healthy", start => start.AfterPostgres);
        Add("ours", start => start.Ours);
        Add("all", start => start.Total);
        return table;

        void Add(string what, Func<StartTimes, double> of) =>
            table.Add(what, Table.Figure(starts.Select(of).Median()), Table.Figure(starts.Min(of)), Table.Figure(starts.Max(of)));
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
