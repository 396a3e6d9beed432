using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Community.AppHost.Dashboard;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.AppHost.Telemetry;

namespace Community.AppHost.Commands;

/// <summary><c>up</c>: starts the fleet, prints its addresses, and stops it in order on a signal.</summary>
internal static class UpCommand
{
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(60);

    /// <summary>Runs until SIGINT or SIGTERM; returns the exit code.</summary>
    public static async Task<int> RunAsync(UpOptions options, Action<FleetBuilder, UpOptions> compose)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stop);
        using var terminate = StopOn(PosixSignal.SIGTERM, stop);
        using var hangUp = StopOn(PosixSignal.SIGHUP, stop);

        using var data = await DataFolder.TakeAsync(options.Data, options.Fresh);
        RequireFree("The gateway's", options.Port, "--port");
        RequireFree("The dashboard's", options.DashboardPort, "--dashboard-port");
        using var guardian = new Guardian(data.GuardianLock);
        var builder = new FleetBuilder(data, guardian, ProjectOutputs.OfThisRun());
        compose(builder, options);
        var dashboardOptions = DashboardOptions.For(data, options.DashboardPort);
        if (options.Telemetry)
        {
            builder.Resources.ExportTo(dashboardOptions);
        }

        var clocks = options.Clocks ? new Clocks(data.PrivateFolder("clocks"), RequireFakeTime()) : null;
        await using var fleet = new Fleet(builder.Resources, data, guardian, options.Links, clocks);
        using var telemetry = new TelemetryStore(data.PrivateFolder("telemetry"), new TelemetryLimits(), TimeProvider.System);
        await using var dashboard = await DashboardServer.StartAsync(fleet, telemetry, dashboardOptions);
        using var progress = new StartProgress(fleet.Supervised, Console.Out, isTerminal: !Console.IsOutputRedirected);
        await fleet.StartAsync();
        try
        {
            await WaitAsync(fleet, progress, stop.Token);
            progress.Dispose();
            using var memory = OwnMemory.ReturnFree();
            Summarise(options, data, dashboardOptions);
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Dispose();
            Console.WriteLine("\nStopping …");
        }

        await fleet.StopAsync();
        Console.WriteLine("Stopped.");
        return 0;
    }

    /// <summary>
    /// Cancels on the first signal. The second one ends this process at once; the guardian then kills the remaining processes.
    /// </summary>
    internal static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = !stop.IsCancellationRequested;
                stop.Cancel();
            }
        );

    private static string RequireFakeTime() =>
        Clocks.FindLibrary() ?? throw new UsageException("--clocks needs libfaketime. Please install: libfaketime");

    private static void RequireFree(string whose, int port, string option)
    {
        if (!Ports.IsFree(port))
        {
            throw new UsageException($"{whose} port {port} is taken by another program. Choose another: {option} NUMBER");
        }
    }

    private static async Task WaitAsync(Fleet fleet, StartProgress progress, CancellationToken cancellationToken)
    {
        var running = fleet.RunningAsync(cancellationToken);
        if (await Task.WhenAny(running, Task.Delay(SlowStart, cancellationToken)) != running && !cancellationToken.IsCancellationRequested)
        {
            foreach (var resource in fleet.Supervised.Where(resource => resource.State != ResourceState.Running))
            {
                progress.WriteLine($"  {resource.Name} is still {resource.State.ToString().ToLowerInvariant()}. Its last lines:");
                foreach (var line in resource.Log.After(0, limit: 10))
                {
                    progress.WriteLine($"      {(line.Text.Length > 200 ? line.Text[..200] + " …" : line.Text)}");
                }
            }
        }

        await running;
    }

    // The gateway looks in the same place: beside the folders of the programs.
    private static bool HasWebClient => File.Exists(Path.Combine(AppContext.BaseDirectory, "..", "web", "index.html"));

    private static void Summarise(UpOptions options, DataFolder data, DashboardOptions dashboard)
    {
        // The script passes the time of its start, so that installing and publishing count.
        var began = long.TryParse(Environment.GetEnvironmentVariable("COMMUNITY_BEGAN"), CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : new DateTimeOffset(Process.GetCurrentProcess().StartTime);
        var seconds = (TimeProvider.System.GetUtcNow() - began).TotalSeconds;
        var webClient = HasWebClient
            ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.Port}/app")
            : "not built: the API works without it";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""

                Community is up after {seconds:0.0} s.

                  gateway     http://127.0.0.1:{options.Port}
                  web client  {webClient}
                  API docs    http://127.0.0.1:{options.Port}/docs
                  dashboard   {dashboard.SignInUrl}
                  sign in as  {LocalAdministrator.Username}, password {LocalAdministrator.Password}
                  data in     {data.Path}

                Ctrl-C stops everything.
                """
            )
        );
    }
}
