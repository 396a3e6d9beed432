using System.Globalization;
using Community.Bench.Fleet;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// Proportional set size: a process's private memory and its share of shared memory. So the sum over all processes is the memory of the
/// fleet.
/// </summary>
internal static class MemoryScenario
{
    private const double MostDotnetMegabytes = 450;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindAsync(options.Dashboard);
        var processes = Measure(fleet);
        var table = new Table("process", "PSS MB", "processes", "up for s");
        foreach (var process in processes)
        {
            table.Add(process.Name, Table.Figure(process.Megabytes), Whole(process.Processes), Whole(process.UpForSeconds));
        }

        var dotnet = processes.Where(process => process.IsDotnet).Sum(process => process.Megabytes);
        table.Add(".NET together", Table.Figure(dotnet), Whole(processes.Where(process => process.IsDotnet).Sum(process => process.Processes)), "");
        table.Add("all together", Table.Figure(processes.Sum(process => process.Megabytes)), Whole(processes.Sum(process => process.Processes)), "");
        return new Report([table], [Bar.AtMost(".NET processes together, MB", dotnet, MostDotnetMegabytes)], processes)
        {
            Notes = ["As they are now: the bar is for an idle fleet, so measure before load, not after it."],
        };
    }

    private static List<ProcessMemory> Measure(RunningFleet fleet)
    {
        var processes = new List<ProcessMemory>();
        foreach (var resource in fleet.Resources.Where(resource => resource.Pid is not null))
        {
            processes.Add(Of(resource.Name, resource.Pids, resource.StartedAt));
        }

        if (Parent(fleet["gateway"].Pid!.Value) is > 1 and var host)
        {
            processes.Add(Of("AppHost", [host], fleet.Resources.Min(resource => resource.StartedAt)));
        }

        return processes;
    }

    private static ProcessMemory Of(string name, IReadOnlyList<int> pids, DateTimeOffset? startedAt) => new(
        name,
        pids.Sum(pid => ProportionalKilobytes(pid) / 1024.0),
        pids.Count,
        startedAt is { } at ? (TimeProvider.System.GetUtcNow() - at).TotalSeconds : 0,
        pids.Any(IsDotnet));

    private static double ProportionalKilobytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or InvalidOperationException)
        {
            return 0; // the process has ended meanwhile
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"The memory of process {pid} cannot be read ({exception.Message}): run it as root, or as the user that runs the fleet.");
        }
    }

    private static bool IsDotnet(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/maps").Any(line => line.EndsWith("libcoreclr.so", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int Parent(int pid) => int.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal)).AsSpan(5), CultureInfo.InvariantCulture);

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private sealed record ProcessMemory(string Name, double Megabytes, int Processes, double UpForSeconds, bool IsDotnet);
}
