using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.AppHost.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.AppHost.Dashboard;

/// <summary>A resource, for the dashboard and scripts.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Type">Its kind, for people.</param>
/// <param name="State">Null for a database, which has the state of its server.</param>
/// <param name="Problem">The last failure, while it is not running.</param>
/// <param name="Pid">The main process.</param>
/// <param name="Pids">All its processes, of all its groups.</param>
/// <param name="Urls">Its addresses, without passwords.</param>
/// <param name="Restarts">How often it was started again after it died.</param>
/// <param name="MemoryBytes">Proportional set size of all its processes.</param>
/// <param name="StartedAt">The start of the process.</param>
/// <param name="CpuSeconds">Processor time of all its processes since their start.</param>
/// <param name="Errors">Log records of severity error or critical that it has sent and that are still in memory.</param>
/// <param name="References">The resources whose addresses it gets, and those that it waits for.</param>
/// <param name="Fault">The fault that was ordered for it, while it lasts.</param>
/// <param name="Host">The resource whose process it runs in, if it has no process of its own; its memory is counted there.</param>
internal sealed record ResourceView(
    string Name,
    string Type,
    ResourceState? State,
    string? Problem,
    int? Pid,
    IReadOnlyList<int> Pids,
    IReadOnlyList<string> Urls,
    int Restarts,
    long MemoryBytes,
    DateTimeOffset? StartedAt,
    double CpuSeconds,
    int Errors,
    IReadOnlyList<string> References,
    string? Host = null,
    Fault? Fault = null
);

/// <summary>A resource with the details that the list leaves out.</summary>
/// <param name="Environment">The environment variables that it was given; secrets are hidden.</param>
/// <param name="Health">The address of its health check; null if it has none.</param>
internal sealed record ResourceDetail(
    ResourceView Resource,
    IReadOnlyDictionary<string, string> Environment,
    string? Health,
    IReadOnlyList<string> Waits,
    IReadOnlyList<string> ReferredBy
);

/// <summary>A part of a log.</summary>
/// <param name="Lines">Oldest first.</param>
/// <param name="Last">The <c>after</c> of the next call.</param>
internal sealed record LogView(IReadOnlyList<LogLine> Lines, long Last);

/// <summary>The dashboard's JSON.</summary>
internal static class ResourceEndpoints
{
    private const double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK), which is 100 on all of Linux's platforms

    public static void MapResources(this IEndpointRouteBuilder app, Fleet fleet, TelemetryStore telemetry)
    {
        var resources = app.MapGroup("/api/resources");
        resources.MapGet("/", () => Views(fleet, telemetry));
        resources.MapGet("/{name}", (string name) => Detail(fleet, telemetry, name));
        resources.MapGet("/{name}/logs", (string name, long after = 0, int limit = 1000) => Logs(fleet, name, after, limit));
        Map("stop", async supervisor => await supervisor.StopAsync());
        Map("start", async supervisor => await supervisor.StartAsync());
        Map("restart", async supervisor => await supervisor.RestartAsync());
        resources.MapPost(
            "/{name}/kill",
            (string name) => FailAsync(fleet, telemetry, name, resource => Task.FromResult(Faults.Kill(resource)))
        );
        resources.MapPost("/{name}/freeze", (string name, int seconds = 30) => BeginAsync(name, FaultKind.Frozen, seconds));
        resources.MapPost("/{name}/slow", (string name, int seconds = 30) => BeginAsync(name, FaultKind.Slow, seconds));
        resources.MapPost(
            "/{name}/cut",
            async (string name, string? from = null, int seconds = 30) =>
                !fleet.Faults.CanCut
                    ? Conflict("The resources of this fleet are connected directly. Start it with ./community up --links to cut one off.")
                : from is not null && fleet.Find(from) is null ? TypedResults.NotFound()
                : await BeginAsync(name, FaultKind.CutOff, seconds, from)
        );
        resources.MapPost(
            "/{name}/jump",
            async (string name, int by = 600, int seconds = 30) =>
                fleet.Faults.HasClocks
                    ? await BeginAsync(name, FaultKind.ClockJumped, seconds, ahead: by)
                    : Conflict(
                        "The programs of this fleet have the machine's clock. Start it with ./community up --clocks to let one jump."
                    )
        );
        Map("recover", _ => Task.CompletedTask);

        // A frozen process could not end in order.
        void Map(string action, Func<Supervisor, Task> act) =>
            resources.MapPost(
                $"/{{name}}/{action}",
                (string name) =>
                    DoAsync(
                        fleet,
                        telemetry,
                        name,
                        async supervisor =>
                        {
                            await fleet.Faults.EndAsync(supervisor.Resource);
                            await act(supervisor);
                        }
                    )
            );

        Task<Results<Ok<ResourceView>, NotFound, ProblemHttpResult>> BeginAsync(
            string name,
            FaultKind kind,
            int seconds,
            string? from = null,
            int ahead = 0
        ) =>
            FailAsync(
                fleet,
                telemetry,
                name,
                resource =>
                    fleet.Faults.BeginAsync(
                        resource,
                        kind,
                        TimeSpan.FromSeconds(Math.Clamp(seconds, 1, Faults.Longest.TotalSeconds)),
                        from,
                        TimeSpan.FromSeconds(Math.Clamp(ahead, -Clocks.Furthest.TotalSeconds, Clocks.Furthest.TotalSeconds))
                    )
            );
    }

    private static List<ResourceView> Views(Fleet fleet, TelemetryStore telemetry)
    {
        var errors = telemetry.Logs.Errors();
        return [.. fleet.Resources.Select(resource => View(fleet, resource, errors))];
    }

    private static Results<Ok<ResourceDetail>, NotFound> Detail(Fleet fleet, TelemetryStore telemetry, string name)
    {
        if (fleet.Resources.FirstOrDefault(resource => resource.Name == name) is not { } resource)
        {
            return TypedResults.NotFound();
        }

        var executable = resource as ExecutableResource;
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (variable, value) in executable?.Variables ?? [])
        {
            variables[variable] = Masking.Value(variable, value);
        }

        return TypedResults.Ok(
            new ResourceDetail(
                View(fleet, resource, telemetry.Logs.Errors()),
                variables,
                executable is { HealthPath: { } path, Endpoints: [var first, ..] } ? first.Url + path : null,
                [.. resource.Waits.Select(other => other.Name)],
                [.. fleet.Resources.Where(other => other.References.Contains(resource)).Select(other => other.Name)]
            )
        );
    }

    private static Results<Ok<LogView>, NotFound> Logs(Fleet fleet, string name, long after, int limit)
    {
        if (fleet.Find(name)?.Resource is not { } resource)
        {
            return TypedResults.NotFound();
        }

        var lines = (resource.Host ?? resource).Log.After(after, Math.Clamp(limit, 1, 5000));
        return TypedResults.Ok(new LogView(lines, lines.Count > 0 ? lines[^1].Seq : after));
    }

    private static async Task<Results<Ok<ResourceView>, NotFound, ProblemHttpResult>> FailAsync(
        Fleet fleet,
        TelemetryStore telemetry,
        string name,
        Func<SupervisedResource, Task<bool>> fail
    )
    {
        var hasProcess = true;
        var answer = await DoAsync(fleet, telemetry, name, async supervisor => hasProcess = await fail(supervisor.Resource));
        return hasProcess ? answer : Conflict($"{name} has no process that could fail like this.");
    }

    private static ProblemHttpResult Conflict(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<ResourceView>, NotFound, ProblemHttpResult>> DoAsync(
        Fleet fleet,
        TelemetryStore telemetry,
        string name,
        Func<Supervisor, Task> action
    )
    {
        if (fleet.Find(name) is not { } supervisor)
        {
            return TypedResults.NotFound();
        }

        if (supervisor.Resource.Host is { } host)
        {
            return Conflict($"{name} runs inside {host.Name}: stop, start or restart that.");
        }

        await action(supervisor);
        return TypedResults.Ok(View(fleet, supervisor.Resource, telemetry.Logs.Errors()));
    }

    private static ResourceView View(Fleet fleet, Resource resource, IReadOnlyDictionary<string, int> errors)
    {
        var references = resource.References.Concat(resource.Waits).Select(other => other.Name).Distinct(StringComparer.Ordinal).ToList();
        var failed = errors.GetValueOrDefault(resource.Name);
        if (resource is not SupervisedResource supervised)
        {
            return new ResourceView(
                resource.Name,
                resource.Type,
                null,
                null,
                null,
                [],
                resource.Addresses,
                0,
                0,
                null,
                0,
                failed,
                references
            );
        }

        if (supervised.Host is { } host)
        {
            // Its own state is that of its last health check: without its process it cannot run. The process id is read first, so that none
            // is said to run without one.
            var hostPid = host.Pid;
            var state = host.State is ResourceState.Running or ResourceState.Unhealthy ? supervised.State : host.State;
            return new ResourceView(
                supervised.Name,
                supervised.Type,
                state,
                supervised.Problem,
                hostPid,
                [],
                supervised.Addresses,
                host.Restarts,
                0,
                hostPid is null ? null : host.StartedAt,
                0,
                failed,
                references,
                host.Name
            );
        }

        var pid = supervised.Pid;
        var processes = pid is null ? [] : ProcessTable.Tree(pid.Value);
        int[] pids = [.. processes.Select(entry => entry.Pid)];
        return new ResourceView(
            supervised.Name,
            supervised.Type,
            supervised.State,
            supervised.Problem,
            pid,
            pids,
            supervised.Addresses,
            supervised.Restarts,
            pids.Sum(ProcessTable.ProportionalMemory),
            pid is null ? null : supervised.StartedAt,
            processes.Sum(entry => (double)entry.CpuTicks) / TicksPerSecond,
            failed,
            references,
            Fault: fleet.Faults.Of(supervised.Name)
        );
    }
}
