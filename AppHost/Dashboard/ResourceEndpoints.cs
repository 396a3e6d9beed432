using Community.AppHost.Model;
using Community.AppHost.Processes;
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
    string? Host = null
);

/// <summary>A part of a log.</summary>
/// <param name="Lines">Oldest first.</param>
/// <param name="Last">The <c>after</c> of the next call.</param>
internal sealed record LogView(IReadOnlyList<LogLine> Lines, long Last);

/// <summary>The dashboard's JSON.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this WebApplication app, Fleet fleet)
    {
        var resources = app.MapGroup("/api/resources");
        resources.MapGet("/", () => fleet.Resources.Select(View));
        resources.MapGet("/{name}/logs", (string name, long after = 0, int limit = 1000) => Logs(fleet, name, after, limit));
        resources.MapPost("/{name}/stop", (string name) => DoAsync(fleet, name, supervisor => supervisor.StopAsync()));
        resources.MapPost("/{name}/start", (string name) => DoAsync(fleet, name, supervisor => supervisor.StartAsync()));
        resources.MapPost("/{name}/restart", (string name) => DoAsync(fleet, name, supervisor => supervisor.RestartAsync()));
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

    private static async Task<Results<Ok<ResourceView>, NotFound, ProblemHttpResult>> DoAsync(
        Fleet fleet,
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
            return TypedResults.Problem(
                $"{name} runs inside {host.Name}: stop, start or restart that.",
                statusCode: StatusCodes.Status409Conflict
            );
        }

        await action(supervisor);
        return TypedResults.Ok(View(supervisor.Resource));
    }

    private static ResourceView View(Resource resource)
    {
        if (resource is not SupervisedResource supervised)
        {
            return new ResourceView(resource.Name, resource.Type, null, null, null, [], resource.Addresses, 0, 0, null);
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
                host.Name
            );
        }

        var pid = supervised.Pid;
        int[] pids = pid is null ? [] : [.. ProcessTable.Tree(pid.Value).Select(entry => entry.Pid)];
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
            pid is null ? null : supervised.StartedAt
        );
    }
}
