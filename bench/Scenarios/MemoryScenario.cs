using System.Diagnostics;
using System.Globalization;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// Proportional set size: a process's private memory and its share of shared memory. So the sum over all processes is the memory of the
/// fleet. As it is now, or, with <c>--minutes</c>, during mixed use: at the start, in each half, at the end.
/// </summary>
internal static class MemoryScenario
{
    private const double MostOfService = 160;
    private const double MostOfFleet = 900;
    public const double MostOfOneProcess = 450;
    private const double MostGrowth = 1.03;
    private const string All = "together";
    private const int RequestsPerSecond = 100;
    private const int MostSamples = 120;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);

    public static Task<Report> RunAsync(BenchOptions options) => options.Minutes > 0 ? UnderUseAsync(options) : NowAsync(options);

    private static async Task<Report> NowAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindAsync(options.Dashboard);
        var processes = Measure(fleet);
        var table = new Table("process", "PSS MB", "processes", "up for s");
        foreach (var process in processes)
        {
            table.Add(process.Name, Table.Figure(process.Megabytes), Whole(process.Processes), Whole(process.UpForSeconds));
        }

        table.Add(All, Table.Figure(Together(processes)), Whole(processes.Where(IsCounted).Sum(process => process.Processes)), "");
        return new Report([table], Bars(fleet, processes), processes)
        {
            Notes =
            [
                "As they are now: the bars are for a fleet that is idle since its start. --minutes N measures it during mixed use.",
                "Together: gateway, services, PostgreSQL and RabbitMQ; without AppHost and Stripe's stand-in, which only local runs have.",
            ],
        };
    }

    private static async Task<Report> UnderUseAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var length = TimeSpan.FromMinutes(options.Minutes);
        var interval = TimeSpan.FromSeconds(Math.Max(ShortestInterval.TotalSeconds, length.TotalSeconds / MostSamples));
        var series = new List<IReadOnlyList<ProcessMemory>> { Measure(fleet) };
        await using var members = new Members(fleet);
        var use = await MixedUse.CreateAsync(fleet, members);
        var begin = Stopwatch.GetTimestamp();
        var running = use.RunAsync(RequestsPerSecond, length);
        using var timer = new PeriodicTimer(interval);
        while (!running.IsCompleted && await timer.WaitForNextTickAsync())
        {
            Progress.Show($"{Stopwatch.GetElapsedTime(begin).TotalMinutes:0} of {options.Minutes} minutes");
            // PostgreSQL starts a process for each connection, and a service that ended has a new one.
            series.Add(Measure(await RunningFleet.FindAsync(options.Dashboard)));
        }

        await running;
        Progress.Clear();
        return ToReport(fleet, options, use, series);
    }

    private static Report ToReport(RunningFleet fleet, BenchOptions options, MixedUse use, List<IReadOnlyList<ProcessMemory>> series)
    {
        var table = new Table("PSS MB, medians", "before", "first half", "third quarter", "last quarter", "last of third", "highest");
        var (half, last) = (1 + ((series.Count - 1) / 2), 1 + ((series.Count - 1) * 3 / 4));
        foreach (var name in series[0].Select(process => process.Name).Append(All))
        {
            double[] values = [.. series.Select(sample => Of(sample, name))];
            var (third, fourth) = (values[half..last].Median(), values[last..].Median());
            table.Add(
                name,
                Table.Figure(values[0]),
                Table.Figure(values[1..half].Median()),
                Table.Figure(third),
                Table.Figure(fourth),
                Table.Figure(fourth / third),
                Table.Figure(values.Max())
            );
        }

        var growth = series.Skip(last).Select(Together).Median() / series.Take(last).Skip(half).Select(Together).Median();

        return new Report(
            [table],
            [.. Bars(fleet, series[^1]), Bar.AtMost("together, last quarter of the time by the third", growth, MostGrowth)],
            new
            {
                Series = series,
                use.Answered,
                use.Failures,
            }
        )
        {
            Notes =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{options.Minutes} minutes of mixed use, {RequestsPerSecond} requests a second of 23 kinds: {use.Answered:N0} were answered, {use.Failures.Values.Sum():N0} were not."
                ),
                .. use
                    .Failures.OrderByDescending(failure => failure.Value)
                    .Take(5)
                    .Select(failure => $"  {failure.Value:N0} times {failure.Key}"),
            ],
        };

        static double Of(IReadOnlyList<ProcessMemory> sample, string name) =>
            sample.FirstOrDefault(process => process.Name == name)?.Megabytes ?? Together(sample);
    }

    private static IReadOnlyList<Bar> Bars(RunningFleet fleet, IReadOnlyList<ProcessMemory> processes)
    {
        var services = processes.Where(process => process.IsDotnet && IsCounted(process)).ToArray();
        return fleet.Resources.Any(resource => resource.Pid is not null && resource.Pids.Count == 0)
            ? [Bar.AtMost("one process, PostgreSQL and RabbitMQ, MB", Together(processes), MostOfOneProcess)]
            :
            [
                Bar.AtMost("the largest of gateway and services, MB", services.Max(process => process.Megabytes), MostOfService),
                Bar.AtMost("gateway, services, PostgreSQL and RabbitMQ, MB", Together(processes), MostOfFleet),
            ];
    }

    public static double Together(IEnumerable<ProcessMemory> processes) => processes.Where(IsCounted).Sum(process => process.Megabytes);

    private static bool IsCounted(ProcessMemory process) => process.Name is not ("AppHost" or "stripe");

    public static List<ProcessMemory> Measure(RunningFleet fleet)
    {
        // A service inside another's process has no process of its own.
        var processes = fleet
            .Resources.Where(resource => resource.Pids.Count > 0)
            .Select(resource => Of(resource.Name, resource.Pids, resource.StartedAt))
            .ToList();
        if (Processor.ParentOf(fleet["gateway"].Pid!.Value) is > 1 and var host)
        {
            processes.Add(Of("AppHost", [host], fleet.Resources.Min(resource => resource.StartedAt)));
        }

        return processes;
    }

    private static ProcessMemory Of(string name, IReadOnlyList<int> pids, DateTimeOffset? startedAt) =>
        new(
            name,
            pids.Sum(ResidentMemory.Megabytes),
            pids.Count,
            startedAt is { } at ? (TimeProvider.System.GetUtcNow() - at).TotalSeconds : 0,
            pids.Any(ResidentMemory.IsDotnet)
        );

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    internal sealed record ProcessMemory(string Name, double Megabytes, int Processes, double UpForSeconds, bool IsDotnet);
}
