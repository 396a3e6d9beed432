using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Community.Bench.Load;
using Community.Bench.Reports;
using Community.Bench.Scenarios;

namespace Community.Bench.Fleet;

/// <summary>A fleet started for a measurement, by the same command that users run, beside any other running fleet.</summary>
internal sealed partial class FleetOfItsOwn : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _up;

    private readonly Uri _dashboard;

    private FleetOfItsOwn(Process up, Uri dashboard, StartTimes times)
    {
        _up = up;
        _dashboard = dashboard;
        Times = times;
    }

    public StartTimes Times { get; }

    /// <summary>Its resources, with their addresses and processes.</summary>
    public Task<RunningFleet> FindAsync() => RunningFleet.FindAsync(_dashboard);

    /// <summary>A folder that PostgreSQL's and RabbitMQ's unprivileged users can open.</summary>
    public static TemporaryFolder NewDataFolder()
    {
        var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        return folder;
    }

    /// <param name="folder">Of its data.</param>
    /// <param name="arguments">Further options of <c>./community up</c>.</param>
    public static async Task<FleetOfItsOwn> StartAsync(TemporaryFolder folder, params string[] arguments)
    {
        var (gateway, dashboard) = (Ports.Free(), Ports.Free());
        var begin = Stopwatch.GetTimestamp();
        var up = Programs.Start(
            new ProcessStartInfo(
                Path.Combine(Repository.Root, "community"),
                ["up", "--data", folder["data"], "--port", $"{gateway}", "--dashboard-port", $"{dashboard}", .. arguments]
            )
            {
                WorkingDirectory = Repository.Root,
            }
        );
        var errors = up.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        var runningAt = new Dictionary<string, double>(StringComparer.Ordinal);
        try
        {
            while (await up.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (Running().Match(line) is { Success: true } running)
                {
                    runningAt.TryAdd(running.Groups["name"].Value, Seconds(running.Groups["seconds"]));
                }
                else if (line.StartsWith("Community is up", StringComparison.Ordinal))
                {
                    var total = Stopwatch.GetElapsedTime(begin).TotalSeconds;
                    _ = up.StandardOutput.ReadToEndAsync(CancellationToken.None);
                    return new FleetOfItsOwn(
                        up,
                        BenchOptions.WithToken(new Uri($"http://127.0.0.1:{dashboard}"), folder["data"]),
                        new StartTimes(total, total - runningAt.Values.Max(), runningAt)
                    );
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Programs.StopAsync(up);
            throw new BenchException(
                $"The fleet was not up after {Patience.TotalMinutes} minutes; so far: {string.Join(", ", runningAt.Keys)}."
            );
        }

        throw new BenchException($"The fleet did not start: {await errors}");
    }

    /// <summary>Starts a fleet and stops it again.</summary>
    /// <param name="folder">Of its data.</param>
    /// <param name="arguments">Further options of <c>./community up</c>.</param>
    public static async Task<StartTimes> StartAndStopAsync(TemporaryFolder folder, params string[] arguments)
    {
        await using var fleet = await StartAsync(folder, arguments);
        return fleet.Times;
    }

    public async ValueTask DisposeAsync() => await Programs.StopAsync(_up);

    private static double Seconds(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ +(?<seconds>[0-9.]+) s  (?<name>\S+) +is running", RegexOptions.NonBacktracking)]
    private static partial Regex Running();
}
