using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Community.Bench.Fleet;

/// <summary>A resource, from the dashboard.</summary>
internal sealed record FleetResource(
    string Name,
    string Type,
    string? State,
    int? Pid,
    IReadOnlyList<int> Pids,
    IReadOnlyList<string> Urls,
    DateTimeOffset? StartedAt
);

/// <summary>
/// The measured fleet. Addresses and pids come from its dashboard, connection strings from the environment of its processes, which only
/// their owner can read.
/// </summary>
internal sealed class RunningFleet
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly TimeSpan RestartLimit = TimeSpan.FromMinutes(2);
    private readonly Uri _dashboard;

    private RunningFleet(Uri dashboard, IReadOnlyList<FleetResource> resources) => (_dashboard, Resources) = (dashboard, resources);

    public IReadOnlyList<FleetResource> Resources { get; }

    public FleetResource this[string name] =>
        Resources.FirstOrDefault(resource => resource.Name == name) ?? throw new BenchException($"The fleet has no {name}.");

    public string GatewayUrl => this["gateway"].Urls[0];

    /// <exception cref="BenchException">No fleet runs there, or not all of its resources run.</exception>
    public static async Task<RunningFleet> FindAsync(Uri dashboard)
    {
        using var http = ClientOf(dashboard);
        FleetResource[] resources;
        try
        {
            resources = (await http.GetFromJsonAsync<FleetResource[]>(new Uri(dashboard, "/api/resources"), Json))!;
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new BenchException(
                $"The dashboard at {dashboard.Authority} does not know us: name the fleet's data folder, --data DIR, or its address with the token."
            );
        }
        catch (HttpRequestException exception)
        {
            throw new BenchException(
                $"No fleet answers at {dashboard.Authority} ({exception.Message}).\n"
                    + "Start one, ./community up --rate-limit off, or name another's dashboard: --dashboard URL"
            );
        }

        return resources.FirstOrDefault(resource => resource.State is not (null or "running")) is { } other
            ? throw new BenchException($"{other.Name} is {other.State}: wait until all of the fleet is running.")
            : new RunningFleet(dashboard, resources);
    }

    /// <summary>Restarts a resource, and returns when it is running again.</summary>
    public async Task RestartAsync(string name)
    {
        using var http = ClientOf(_dashboard);
        using var answer = await http.PostAsync(new Uri(_dashboard, $"/api/resources/{name}/restart"), content: null);
        answer.EnsureSuccessStatusCode();
        using var limit = new CancellationTokenSource(RestartLimit);
        var before = this[name].StartedAt;
        while (
            (await http.GetFromJsonAsync<FleetResource[]>(new Uri(_dashboard, "/api/resources"), Json, limit.Token))!.Single(resource =>
                resource.Name == name
            )
                is not { State: "running" } now
            || now.StartedAt == before
        )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
    }

    /// <summary>The same, for load: the gateway must not limit it.</summary>
    public static async Task<RunningFleet> FindUnlimitedAsync(Uri dashboard)
    {
        var fleet = await FindAsync(dashboard);
        return fleet.Variable("gateway", "Gateway__RateLimit") == "off"
            ? fleet
            : throw new BenchException(
                "The gateway limits requests, which would be measured instead of it: ./community up --rate-limit off"
            );
    }

    /// <summary>The connection string of a service's database.</summary>
    /// <param name="database">The database's name, which for most services is the service's name.</param>
    /// <param name="of">The service, if the names differ.</param>
    public string ConnectionString(string database, string? of = null) =>
        Variable(of ?? database, $"ConnectionStrings__{database}")
        ?? throw new BenchException($"{of ?? database} has no connection string.");

    /// <summary>The file that a resource's process runs.</summary>
    public string ProgramOf(string resource) =>
        Read(resource, () => File.ResolveLinkTarget($"/proc/{this[resource].Pid}/exe", returnFinalTarget: true)!.FullName);

    /// <summary>The environment of a resource's process.</summary>
    public IEnumerable<(string Name, string Value)> EnvironmentOf(string resource) =>
        Read(resource, () => File.ReadAllText($"/proc/{this[resource].Pid}/environ"))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .Select(pair => (pair[0], pair[1]));

    private static HttpClient ClientOf(Uri dashboard)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        if (dashboard.Query.Split("token=") is [_, var token])
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return http;
    }

    private string? Variable(string resource, string name) =>
        // If services share one process, the variables begin with the service's name.
        EnvironmentOf(resource)
            .Where(variable => variable.Name == name || variable.Name == $"{resource}__{name}")
            .Select(variable => variable.Value)
            .FirstOrDefault();

    private static T Read<T>(string resource, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BenchException(
                $"The process of {resource} cannot be read ({exception.Message}): run it as the user that runs the fleet."
            );
        }
    }
}
