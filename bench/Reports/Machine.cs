using System.Globalization;
using System.Runtime.InteropServices;
using Community.Bench.Load;

namespace Community.Bench.Reports;

/// <summary>The machine, the time and the version of a measurement.</summary>
internal sealed record Machine(
    DateTimeOffset At,
    int Cores,
    string Processor,
    double MemoryGigabytes,
    string Kernel,
    double LoadBefore,
    IReadOnlyDictionary<string, string> Versions,
    string Revision
)
{
    public override string ToString() =>
        $"{Cores} cores ({Processor}), load {LoadBefore.ToString("0.0", CultureInfo.InvariantCulture)} before, "
        + $"{At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, revision {Revision}, .NET {Versions["dotnet"]}";

    public static async Task<Machine> DescribeAsync() =>
        new(
            TimeProvider.System.GetUtcNow(),
            Environment.ProcessorCount,
            Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Math.Round(double.Parse(Field("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / 1024 / 1024, 1),
            RuntimeInformation.OSDescription,
            double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], CultureInfo.InvariantCulture),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["dotnet"] = Environment.Version.ToString(),
                ["postgresql"] = await FirstLineAsync($"{Programs.PostgresBinaries}/postgres", "--version"),
                ["rabbitmq"] = await FirstLineAsync("dpkg-query", "-W", "-f=${Version}", "rabbitmq-server"),
                ["nginx"] = await FirstLineAsync("/usr/sbin/nginx", "-v"),
                ["wrk"] = (await FirstLineAsync("wrk", "-v")).Split(" Copyright")[0],
            },
            await RevisionAsync()
        );

    private static async Task<string> RevisionAsync()
    {
        var revision = await FirstLineAsync("git", "-C", Repository.Root, "rev-parse", "--short", "HEAD");
        var changes = await FirstLineAsync("git", "-C", Repository.Root, "status", "--porcelain");
        return changes.Length > 0 ? $"{revision} with changes" : revision;
    }

    private static async Task<string> FirstLineAsync(string program, params string[] arguments)
    {
        try
        {
            // nginx and wrk print their version to standard error, and wrk exits with 1.
            var (output, errors, _) = await Programs.RunAsync(program, arguments);
            return (output + errors).Split('\n')[0].Trim();
        }
        catch (BenchException)
        {
            return "none";
        }
    }

    private static string? Field(string file, string name) =>
        File.ReadLines(file)
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim() == name)
            ?[1].Trim();
}
